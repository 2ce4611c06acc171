import { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import type { AwsClients } from './lib/aws/aws-clients.js';
import type { Clock } from './lib/clock.js';
import { CvsError, ExitCode } from './lib/errors.js';
import type { HttpClient } from './lib/http/http-client.js';
import type { Report } from './lib/progress.js';

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
  static override baseFlags = { 'cluster-file': clusterFileFlag };

  /** Loads what the cluster file says. */
  protected async loadCluster(path: string) {
    const [{ loadCluster }, { findClusterFile }] = await Promise.all([
      import('./lib/cluster/load.js'),
      import('./lib/cluster/find.js'),
    ]);
    return loadCluster(await findClusterFile(path, process.cwd()));
  }

  /** Runs `work` with the outside world, shows its progress, and closes everything behind it. */
  protected async withContext<T>(work: (context: CommandContext) => Promise<T>): Promise<T> {
    const [{ AwsClients }, { createHttpClient }, { createRenderer }, { systemClock }, { identity }] = await Promise.all(
      [
        import('./lib/aws/aws-clients.js'),
        import('./lib/http/undici-client.js'),
        import('./lib/ui/create-renderer.js'),
        import('./lib/clock.js'),
        import('./lib/identity.js'),
      ],
    );
    const renderer = await createRenderer({ json: this.jsonEnabled() });
    const clients = new AwsClients();
    const http = createHttpClient();
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

  /** Whether a person can be asked: a terminal at both ends, and nobody who reads JSON. */
  protected interactive(): boolean {
    return Boolean(process.stdin.isTTY && process.stderr.isTTY) && !this.jsonEnabled();
  }

  /** Ends a run that has a result to show although something went wrong: says what, and sets the exit code. */
  protected async endWith(error: CvsError | undefined): Promise<void> {
    if (!error) return;
    process.exitCode = error.exitCode;
    if (this.jsonEnabled()) return;
    const { errorLines } = await import('./lib/ui/error-lines.js');
    this.logToStderr(errorLines(error));
  }

  protected override async catch(error: Error & { exitCode?: number }): Promise<unknown> {
    if (!(error instanceof CvsError) || this.jsonEnabled()) return super.catch(error);
    const { errorLines } = await import('./lib/ui/error-lines.js');
    this.logToStderr(errorLines(error));
    return this.exit(error.exitCode);
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
  const stop = () => {
    if (controller.signal.aborted) process.exit(ExitCode.interrupted);
    controller.abort(new CvsError({ code: 'INTERRUPTED', message: 'Interrupted.', exitCode: ExitCode.interrupted }));
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return { signal: controller.signal, dispose: () => void process.off('SIGINT', stop).off('SIGTERM', stop) };
}
