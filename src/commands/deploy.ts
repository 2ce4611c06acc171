import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.js';
import { askedFor, eventsFlag, partFlags, partOptions, profileFlag } from '../cli/deployment-flags.js';
import { typedOnly } from '../cli/environment-flags.js';
import { type Caller, callerOf, callerText } from '../lib/aws/caller.js';
import type { Cluster } from '../lib/cluster/cluster.js';
import { saveCluster } from '../lib/cluster/save.js';
import { deployCluster } from '../lib/deploy/deploy-cluster.js';
import { runError } from '../lib/deploy/outcome.js';
import { type PlanResult, planCluster } from '../lib/deploy/plan-cluster.js';
import type { PlanOptions } from '../lib/deploy/walk-options.js';
import { CvsError, ExitCode } from '../lib/errors.js';
import { planReport } from '../lib/ui/report/plan-report.js';
import { stackTable } from '../lib/ui/report/stack-table.js';

export default class Deploy extends BaseCommand {
  static override summary = 'Deploy the stacks in order, attach the copilot, publish the merged master playlist.';

  static override description =
    `Each stack starts as soon as the outputs that it needs exist. The command can be run again at any time, also after an interruption: it leaves alone what is unchanged, and waits for what is under way. After the first Ctrl-C it starts nothing more, and AWS finishes what it has begun; a second Ctrl-C exits at once.

Exit codes: 0 deployed or nothing to do, 1 failed, 2 the cluster file is missing or wrong, 3 declined, 4 done in part, 5 under way (--detach), 130 interrupted.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --yes --create-buckets',
    '<%= config.bin %> <%= command.id %> --dry-run',
    '<%= config.bin %> <%= command.id %> --dry-run --tune-distributions',
    '<%= config.bin %> <%= command.id %> --yes --json --events ndjson',
  ];

  static override flags = {
    yes: typedOnly(Flags.boolean({ char: 'y', summary: 'Do not ask before changing anything.' })),
    'dry-run': Flags.boolean({ summary: 'Show the plan and change nothing, as cvs plan does.' }),
    detach: Flags.boolean({ summary: 'Do not wait for AWS: exit when everything that can start is under way.' }),
    events: eventsFlag,
    profile: profileFlag,
    ...partFlags,
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(Deploy);
    return this.withCluster(flags, async (context) => {
      const cluster = await askedFor(context, flags);
      const options = { ...context, cluster, assets: await this.assetsOf(cluster), ...partOptions(flags) };
      if (flags['dry-run']) {
        const plan = await this.showPlan(options);
        if (plan.blocked) process.exitCode = ExitCode.failed;
        return plan;
      }
      const caller = flags.yes ? this.tellCaller(options) : this.agree(options);
      if (!flags.yes) await caller;
      if (cluster !== context.cluster) await this.keep(flags['cluster-file'], cluster);
      const result = await deployCluster({ ...options, detach: flags.detach });
      this.log(stackTable(result.stacks));
      if (result.status === 'unchanged') this.log('\nNothing to do: everything is as the cluster file says.');
      if (result.masterPlaylistUrl) this.log(`\nMaster playlist: ${result.masterPlaylistUrl}`);
      this.endWith(runError(result, `Deployment of ${cluster.name}`, 'cvs deploy'));
      return { caller: await caller, ...result };
    });
  }

  /** Writes what a flag asked for into the cluster file, so that later deployments do not take it back. */
  private async keep(path: string, cluster: Cluster): Promise<void> {
    await saveCluster(path, cluster);
    this.log(`${path} has distributionSettings now: later deployments keep them.`);
  }

  private async showPlan(options: PlanOptions): Promise<PlanResult> {
    const plan = await planCluster(options);
    this.log(planReport(plan));
    return plan;
  }

  /** Says whose account it is, beside the deployment: where this cannot be read, the deployment itself says why. */
  private async tellCaller({ clients, cluster, report }: PlanOptions): Promise<Caller | undefined> {
    try {
      const caller = await callerOf(clients, cluster.regions[0]?.region ?? '');
      report({ type: 'note', message: `Deploying to ${callerText(caller)}` });
      return caller;
    } catch (error) {
      if (error instanceof CvsError) return undefined;
      throw error;
    }
  }

  /** Asks before anything changes; a person at a terminal first sees the plan. */
  private async agree(options: PlanOptions): Promise<Caller> {
    const { cluster, clients } = options;
    const caller = await callerOf(clients, cluster.regions[0]?.region ?? '');
    const regions = cluster.regions.map((one) => one.region).join(', ');
    if (this.interactive()) await this.showPlan(options);
    await this.confirm(`Deploy ${cluster.name} to account ${caller.account} (${regions}, us-east-1) as ${caller.arn}?`);
    return caller;
  }
}
