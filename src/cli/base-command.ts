import type { Interfaces } from '@oclif/core';
import { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import type { BuiltAssets } from '../lib/assets/assets.js';
import type { Cluster } from '../lib/cluster/cluster.js';
import { CLUSTER_FILE, findClusterFile, requireOwner, trustedOwners } from '../lib/cluster/find.js';
import { CvsError, messageOf } from '../lib/errors.js';
import { jsonText } from '../lib/outside-text.js';
import { redact } from '../lib/redact.js';
import { confirmOrRefuse } from '../lib/ui/ask/confirm.js';
import { errorLines, warningLines } from '../lib/ui/text/error-lines.js';
import { shown } from '../lib/ui/text/signs.js';
import { type ClusterContext, type CommandContext, type ContextOptions, openContext } from './context.js';
import { ignoredFlags, ignoredText, withEnvironment } from './environment-flags.js';
import { asUsageError } from './usage-errors.js';

export type { ClusterContext, CommandContext } from './context.js';

/** What all our commands share: `--json`, how errors are reported, how a run is interrupted. */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;
  static override baseFlags = {
    'cluster-file': Flags.string({
      summary: 'Cluster file to work on. cvs.yaml is also searched for in the parent folders.',
      env: 'CVS_CLUSTER_FILE',
      default: CLUSTER_FILE,
      helpValue: 'FILE',
    }),
    plain: Flags.boolean({
      summary: 'Use words instead of signs, no colour, and one line after another: for screen readers and logs.',
      helpGroup: 'GLOBAL',
    }),
    debug: Flags.boolean({
      summary: 'Log every call to standard error, without secrets; show where an error came from.',
      helpGroup: 'GLOBAL',
    }),
  };

  #debug = false;

  /** Whether the cluster file was named, by the flag or the environment. */
  #named = false;

  #events: ContextOptions['events'];

  /** Most flags can also be given by the environment: `--cluster-file` as `CVS_CLUSTER_FILE`. */
  protected override async parse<
    F extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    B extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    A extends Interfaces.OutputArgs<Interfaces.ArgInput>,
  >(options?: Interfaces.Input<F, B, A>, argv = this.argv): Promise<Interfaces.ParserOutput<F, B, A>> {
    const { args, baseFlags, enableJsonFlag, flags, strict } = (options ?? this.ctor) as Interfaces.Input<F, B, A>;
    const environment = (table: object | undefined) =>
      withEnvironment((table ?? {}) as Interfaces.FlagInput, process.env) as never;
    const input = { args, enableJsonFlag, strict, flags: environment(flags), baseFlags: environment(baseFlags) };
    const warn = (typed: readonly string[]) =>
      this.warnOfIgnored(ignoredFlags({ ...flags, ...baseFlags } as Interfaces.FlagInput, process.env, typed));
    const parsed = await super.parse<F, B, A>(input as Interfaces.Input<F, B, A>, argv).catch((error: unknown) => {
      warn([]);
      const name = `${this.config.bin} ${(this.id ?? '').replaceAll(':', ' ')}`;
      throw asUsageError(error, {
        name,
        flags: Object.keys({ ...flags, ...baseFlags, json: true }),
        args: Object.keys(args ?? {}),
      });
    });
    warn(parsed.raw.flatMap((token) => (token.type === 'flag' ? [token.flag] : [])));
    this.#named = !parsed.metadata.flags['cluster-file']?.setFromDefault;
    this.#debug = (parsed.flags as { debug?: boolean }).debug ?? false;
    return parsed;
  }

  /** Also under `--json`, on standard error: a program that relies on the variable would never know. */
  private warnOfIgnored(flags: readonly string[]): void {
    if (flags.length === 0) return;
    process.stderr.write(`${shown(warningLines(ignoredText(flags)))}\n`);
  }

  override log(message = '', ...args: unknown[]): void {
    super.log(shown(message), ...args);
  }

  override logToStderr(message = '', ...args: unknown[]): void {
    super.logToStderr(shown(message), ...args);
  }

  override jsonEnabled(): boolean {
    return super.jsonEnabled() || /^(1|true|yes)$/i.test(process.env.CVS_JSON ?? '');
  }

  /** Loads the cluster file: the one that was named, or else the one of this folder or of a folder above it. */
  protected async loadCluster(path: string) {
    // zod and yaml take half of a start: help, completion scripts and the sandbox do without them.
    const { loadCluster } = await import('../lib/cluster/load.js');
    return loadCluster(this.#named ? path : await findClusterFile(process.cwd(), trustedOwners(process)));
  }

  /** @throws CvsError CLUSTER_FILE_OWNER when the cluster file was not named, and somebody else has put it there */
  protected async requireOwnClusterFile(path: string): Promise<void> {
    if (!this.#named) await requireOwner(path, path, trustedOwners(process));
  }

  /** The templates and Lambda packages of a cluster. */
  protected async assetsOf(cluster: Cluster): Promise<BuiltAssets> {
    const { buildAssets } = await import('../lib/assets/build-assets.js');
    const { readAssetSources } = await import('../lib/assets/read-asset-sources.js');
    return buildAssets(cluster.assets, await readAssetSources(this.config.root));
  }

  /** Loads the cluster file that the flags name, and runs `work` on it as {@link withContext} does. */
  protected async withCluster<T>(
    flags: ContextOptions & { 'cluster-file': string },
    work: (context: ClusterContext) => Promise<T>,
  ): Promise<T> {
    const cluster = await this.loadCluster(flags['cluster-file']);
    return this.withContext((context) => work({ ...context, cluster }), flags);
  }

  /** Runs `work` with the outside world, shows its progress, and closes everything afterwards. */
  protected async withContext<T>(
    work: (context: CommandContext) => Promise<T>,
    options: ContextOptions = {},
  ): Promise<T> {
    this.#events = options.events;
    const { context, close } = await openContext({
      profile: options.profile,
      events: options.events,
      json: this.jsonEnabled(),
      interactive: this.interactive(),
      debugLine: this.#debug ? (line) => this.logToStderr(`[debug] ${line}`) : undefined,
    });
    try {
      return await work(context);
    } finally {
      await close();
    }
  }

  /** Whether there is a person to ask: a terminal at both ends, and no program that reads JSON. */
  protected interactive(): boolean {
    return Boolean(process.stdin.isTTY && process.stderr.isTTY) && !this.jsonEnabled();
  }

  /** Asks before a change. @throws as {@link confirmOrRefuse} */
  protected confirm(question: string, clusterName?: string): Promise<void> {
    return confirmOrRefuse(question, this.interactive(), clusterName);
  }

  /** Ends a run that failed but has a result to show: prints the error and sets the exit code. */
  protected endWith(error: CvsError | undefined): void {
    if (!error) return;
    process.exitCode = error.exitCode;
    if (!this.jsonEnabled()) this.logToStderr(errorLines(error));
  }

  protected override async catch(error: Error & { exitCode?: number }): Promise<unknown> {
    if (!(error instanceof CvsError) || this.jsonEnabled()) return super.catch(error);
    this.logToStderr(errorLines(error));
    if (this.#debug) {
      for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
        this.logToStderr(`[debug] ${redact(cause.stack ?? cause.message)}`);
      }
    }
    return this.exit(error.exitCode);
  }

  /** With events on standard output the result is one of them, so that it can be read line by line. */
  override logJson(json: unknown): void {
    const text = this.#events ? jsonText({ type: 'result', ...(json as object) }) : jsonText(json, 2);
    process.stdout.write(`${text}\n`);
  }

  protected override toErrorJson(error: unknown): { error: object } {
    if (error instanceof CvsError) {
      const { code, message, suggestions, exitCode } = error;
      return { error: { code, message, suggestions, exitCode } };
    }
    return { error: { code: 'INTERNAL', message: messageOf(error) } };
  }
}
