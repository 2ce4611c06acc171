import { setMaxListeners } from 'node:events';
import type { Interfaces } from '@oclif/core';
import { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import type { AwsClients } from '../lib/aws/aws-clients.js';
import type { TracedCall } from '../lib/aws/trace-calls.js';
import type { Clock } from '../lib/clock.js';
import { CvsError, ExitCode } from '../lib/errors.js';
import type { HttpClient } from '../lib/http/http-client.js';
import type { Report } from '../lib/progress.js';
import { shown } from '../lib/ui/text/signs.js';
import { withEnvironment } from './environment-flags.js';

/** What commands hand to lib: the outside world, made once a run and closed after it. */
export interface CommandContext {
  clients: AwsClients;
  http: HttpClient;
  clock: Clock;
  report: Report;
  /** Aborts at the first Ctrl-C. */
  signal: AbortSignal;
  /** Who is at the keyboard, for `updated_by`: `user@host`. Needs no call to AWS. */
  identity: string;
}

/** Settings of a run that some commands offer as flags. */
export interface ContextOptions {
  /** Profile of the AWS configuration; else AWS_PROFILE and the rest of the SDK's chain. */
  profile?: string;
  /** Write every progress event to standard output, a JSON object a line; the result is the last. */
  events?: 'ndjson';
}

/** The flag of every command that works on a cluster. */
export const clusterFileFlag = Flags.string({
  summary: 'Cluster file to work on; cvs.yaml is also looked for in the folders above.',
  env: 'CVS_CLUSTER_FILE',
  default: 'cvs.yaml',
  helpValue: 'FILE',
});

/** Every command of ours: `--json`, one way to report errors, one way to stop. */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;
  static override baseFlags = {
    'cluster-file': clusterFileFlag,
    plain: Flags.boolean({
      summary: 'Words instead of signs, no colour, one line after the other: for screen readers and logs.',
      helpGroup: 'GLOBAL',
    }),
    debug: Flags.boolean({
      summary: 'Tell of every call on standard error, without secrets; with an error, where it came from.',
      helpGroup: 'GLOBAL',
    }),
  };

  #debug = false;

  #events: ContextOptions['events'];

  /** Flags can also be given by the environment: `--cluster-file` as `CVS_CLUSTER_FILE`. */
  protected override async parse<
    F extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    B extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    A extends Interfaces.OutputArgs<Interfaces.ArgInput>,
  >(options?: Interfaces.Input<F, B, A>, argv = this.argv): Promise<Interfaces.ParserOutput<F, B, A>> {
    const { args, baseFlags, enableJsonFlag, flags, strict } = (options ?? this.ctor) as Interfaces.Input<F, B, A>;
    const environment = (table: object | undefined) =>
      withEnvironment((table ?? {}) as Interfaces.FlagInput, process.env) as never;
    const parsed = await super
      .parse<F, B, A>(
        {
          args,
          enableJsonFlag,
          strict,
          flags: environment(flags),
          baseFlags: environment(baseFlags),
        } as Interfaces.Input<F, B, A>,
        argv,
      )
      .catch(async (error: unknown) => {
        const { asUsageError } = await import('./usage-errors.js');
        const name = `${this.config.bin} ${(this.id ?? '').replaceAll(':', ' ')}`;
        throw asUsageError(error, { name, flags: Object.keys({ ...flags, ...baseFlags, json: true }) });
      });
    this.#debug = (parsed.flags as { debug?: boolean }).debug ?? false;
    return parsed;
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

  /** Loads what the cluster file says. */
  protected async loadCluster(path: string) {
    const [{ loadCluster }, { findClusterFile }] = await Promise.all([
      import('../lib/cluster/load.js'),
      import('../lib/cluster/find.js'),
    ]);
    return loadCluster(await findClusterFile(path, process.cwd()));
  }

  /** Runs `work` with the outside world, shows its progress, and closes everything behind it. */
  protected async withContext<T>(
    work: (context: CommandContext) => Promise<T>,
    options: ContextOptions = {},
  ): Promise<T> {
    this.#events = options.events;
    const [{ AwsClients }, { createHttpClient }, { createRenderer }, { mfaCodeAsker }, { systemClock }, { identity }] =
      await Promise.all([
        import('../lib/aws/aws-clients.js'),
        import('../lib/http/undici-client.js'),
        import('../lib/ui/progress/create-renderer.js'),
        import('../lib/ui/ask/ask-mfa-code.js'),
        import('../lib/clock.js'),
        import('../lib/identity.js'),
      ]);
    const renderer = await createRenderer({ json: this.jsonEnabled(), events: options.events });
    const trace = this.#debug ? await this.#trace() : undefined;
    const clients = new AwsClients({
      ...(options.profile ? { profile: options.profile } : {}),
      ...(trace ? { onCall: trace.call } : {}),
      mfaCode: mfaCodeAsker(this.interactive()),
    });
    const http = trace ? trace.fetches(createHttpClient()) : createHttpClient();
    const interrupt = interruption();
    try {
      return await work({
        clients,
        http,
        clock: systemClock,
        report: renderer.report,
        signal: interrupt.signal,
        identity: identity(),
      });
    } finally {
      interrupt.dispose();
      await renderer.finish();
      await Promise.allSettled([clients.close(), http.close()]);
    }
  }

  /** What `--debug` shows of calls, a line each. */
  async #trace() {
    const [{ redact }, { traceFetches }] = await Promise.all([
      import('../lib/redact.js'),
      import('../lib/http/trace-fetches.js'),
    ]);
    const tell = (line: string) => this.logToStderr(`[debug] ${redact(line)}`);
    return {
      call: (call: TracedCall) =>
        tell(
          `${call.operation} ${call.region} ${call.outcome} ${call.ms} ms` +
            `${call.attempts > 1 ? `, ${call.attempts} attempts` : ''}${call.requestId ? `, request ${call.requestId}` : ''}`,
        ),
      fetches: (http: HttpClient) => traceFetches(http, () => performance.now(), tell),
    };
  }

  /** Whether a person can be asked: a terminal at both ends, and nobody who reads JSON. */
  protected interactive(): boolean {
    return Boolean(process.stdin.isTTY && process.stderr.isTTY) && !this.jsonEnabled();
  }

  /** Ends a run that has a result to show although something went wrong: says what, and sets the exit code. */
  protected async endWith(error: CvsError | undefined): Promise<void> {
    if (!error) return;
    process.exitCode = error.exitCode;
    if (this.jsonEnabled()) return;
    const { errorLines } = await import('../lib/ui/text/error-lines.js');
    this.logToStderr(errorLines(error));
  }

  protected override async catch(error: Error & { exitCode?: number }): Promise<unknown> {
    if (!(error instanceof CvsError) || this.jsonEnabled()) return super.catch(error);
    const { errorLines } = await import('../lib/ui/text/error-lines.js');
    this.logToStderr(errorLines(error));
    if (this.#debug) {
      const { redact } = await import('../lib/redact.js');
      for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
        this.logToStderr(`[debug] ${redact(cause.stack ?? cause.message)}`);
      }
    }
    return this.exit(error.exitCode);
  }

  /** With events on standard output the result is one of them, so that a reader can go line by line. */
  override logJson(json: unknown): void {
    if (this.#events) process.stdout.write(`${JSON.stringify({ type: 'result', ...(json as object) })}\n`);
    else super.logJson(json);
  }

  protected override toErrorJson(error: unknown): { error: object } {
    if (error instanceof CvsError) {
      const { code, message, suggestions, exitCode } = error;
      return { error: { code, message, suggestions, exitCode } };
    }
    return { error: { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error) } };
  }
}

/** The first Ctrl-C (or SIGTERM) aborts the signal, so that work stops in good order; a second one leaves at once. */
function interruption(): { signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  // Every call that is under way listens to it, and there may be dozens.
  setMaxListeners(0, controller.signal);
  const stop = () => {
    if (controller.signal.aborted) process.exit(ExitCode.interrupted);
    controller.abort(new CvsError({ code: 'INTERRUPTED', message: 'Interrupted.', exitCode: ExitCode.interrupted }));
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return { signal: controller.signal, dispose: () => void process.off('SIGINT', stop).off('SIGTERM', stop) };
}
