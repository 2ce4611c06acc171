import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.js';
import { askedFor, partFlags, partOptions, profileFlag } from '../cli/deployment-flags.js';
import { planCluster } from '../lib/deploy/plan-cluster.js';
import { planReport } from '../lib/ui/report/plan-report.js';

export default class Plan extends BaseCommand {
  static override summary = 'Show what a deployment would change, without changing anything.';

  static override description =
    `A change set shows what will happen to each resource. cvs deletes it afterwards, and also the empty stack that a change set for a new stack needs.

Exit codes: 0 planned, with or without changes; with --exit-code 2 when there are changes; 1 failed or a step is blocked, 2 the cluster file is missing or wrong, 130 interrupted.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --exit-code --json',
  ];

  static override flags = {
    'exit-code': Flags.boolean({ summary: 'Exit 2 when there are changes.' }),
    profile: profileFlag,
    ...partFlags,
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(Plan);
    return this.withCluster(flags, async (context) => {
      const cluster = await askedFor(context, flags);
      const assets = await this.assetsOf(cluster);
      const result = await planCluster({ ...context, cluster, assets, ...partOptions(flags) });
      this.log(planReport(result));
      if (result.blocked) process.exitCode = 1;
      else if (result.changes && flags['exit-code']) process.exitCode = 2;
      return result;
    });
  }
}
