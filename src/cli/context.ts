import { setMaxListeners } from 'node:events';
import { hostname, userInfo } from 'node:os';
import { AwsClients } from '../lib/aws/aws-clients.js';
import type { TracedCall } from '../lib/aws/trace-calls.js';
import { type Clock, systemClock } from '../lib/clock.js';
import type { Cluster } from '../lib/cluster/cluster.js';
import { CvsError, ExitCode } from '../lib/errors.js';
import type { HttpClient } from '../lib/http/http-client.js';
import { traceFetches } from '../lib/http/trace-fetches.js';
import { createHttpClient } from '../lib/http/undici-client.js';
import { jsonText } from '../lib/outside-text.js';
import type { Report } from '../lib/progress.js';
import { redact } from '../lib/redact.js';
import { mfaCodeAsker } from '../lib/ui/ask/ask-mfa-code.js';
import { plainRenderer } from '../lib/ui/progress/plain-renderer.js';
import type { Renderer } from '../lib/ui/progress/renderer.js';
import { plain, shown } from '../lib/ui/text/signs.js';

/** What commands hand to lib: the outside world, opened once a run and closed after it. */
export interface CommandContext {
  clients: AwsClients;
  http: HttpClient;
  clock: Clock;
  report: Report;
  /** Aborts at the first Ctrl-C. */
  signal: AbortSignal;
  /** Uniform in [0, 1). */
  random: () => number;
  /** Who is at the keyboard, for `updated_by`: `user@host`. Needs no call to AWS. */
  identity: string;
}

/** What commands that work on a cluster hand to lib. */
export interface ClusterContext extends CommandContext {
  cluster: Cluster;
}

/** Settings of a run that some commands offer as flags. */
export interface ContextOptions {
  /** Profile of the AWS configuration. Default: AWS_PROFILE and the rest of the SDK's chain. */
  profile?: string;
  /** Write every progress event to standard output, a JSON object a line; the result comes last. */
  events?: 'ndjson';
}

/** What a context needs to know of its command. */
export interface ContextSettings extends ContextOptions {
  json: boolean;
  /** Whether there is a person to ask. */
  interactive: boolean;
  /** Gets a line for every call to AWS and over HTTP; undefined without `--debug`. */
  debugLine?: (line: string) => void;
}

/** Opens the outside world. `close` shows what is still to be shown and ends every connection. */
export async function openContext(
  settings: ContextSettings,
): Promise<{ context: CommandContext; close: () => Promise<void> }> {
  const { json, events, profile, interactive, debugLine } = settings;
  const renderer = await createRenderer({ json, events });
  const log = debugLine && ((line: string) => debugLine(redact(line)));
  const clients = new AwsClients({
    profile,
    onCall: log && ((call) => log(callText(call))),
    mfaCode: mfaCodeAsker(interactive),
    onTwoCredentials: (used) => {
      // Of --profile it is plain that it counts.
      if (profile === undefined) renderer.report({ type: 'warning', message: twoCredentialsText(used) });
    },
  });
  const http = log ? traceFetches(createHttpClient(), () => performance.now(), log) : createHttpClient();
  const { signal, dispose } = interruption();
  return {
    context: {
      clients,
      http,
      clock: systemClock,
      random: Math.random,
      report: renderer.report,
      signal,
      identity: identity(),
    },
    close: async () => {
      dispose();
      await renderer.finish?.();
      await Promise.allSettled([clients.close(), http.close()]);
    },
  };
}

/**
 * Live tasks where a person looks at a terminal, plain lines elsewhere. Both write to standard error: standard output is
 * for results, unless events are asked for there.
 */
async function createRenderer({ json, events }: { json: boolean; events?: 'ndjson' }): Promise<Renderer> {
  if (events) return { report: (event) => void process.stdout.write(`${jsonText(event)}\n`) };
  if (process.stderr.isTTY && !json && !process.env.CI && !plain()) {
    const { liveRenderer } = await import('../lib/ui/progress/live-renderer.js');
    return liveRenderer(process.stderr, () => performance.now());
  }
  return plainRenderer((line) => process.stderr.write(`${shown(line)}\n`));
}

function twoCredentialsText(profile: string): string {
  return `AWS_PROFILE=${profile} and AWS_ACCESS_KEY_ID are both set: cvs uses the profile. The AWS CLI would use the keys.`;
}

function callText({ operation, region, outcome, ms, attempts, requestId }: TracedCall): string {
  const tries = attempts > 1 ? `, ${attempts} attempts` : '';
  return `${operation} ${region} ${outcome} ${ms} ms${tries}${requestId ? `, request ${requestId}` : ''}`;
}

/** `user@host`, which is known even when nothing can be reached. */
function identity(): string {
  try {
    return `${userInfo().username}@${hostname()}`;
  } catch {
    // This uid has no passwd entry, as in many containers.
    return `uid-${process.getuid?.() ?? 'unknown'}@${hostname()}`;
  }
}

/** The first Ctrl-C (or SIGTERM) aborts the signal, so that work stops in good order; a second one exits at once. */
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
