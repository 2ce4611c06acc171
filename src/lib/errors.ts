import { LONGEST_SENTENCE, outsideText, safeLines, visible } from './outside-text.js';

/** Exit codes of the process; the help of every command lists them. */
export const ExitCode = {
  done: 0,
  failed: 1,
  usage: 2,
  declined: 3,
  partial: 4,
  inProgress: 5,
  interrupted: 130,
} as const;

export type ExitCodeValue = (typeof ExitCode)[keyof typeof ExitCode];

export interface CvsErrorOptions {
  /** Stable, upper snake case; for scripts. */
  code: string;
  /** One sentence that names the bad value. */
  message: string;
  /** What to do next: a command, a flag, a place to look. */
  suggestions?: readonly string[];
  /** Default 1 (failed). */
  exitCode?: ExitCodeValue;
  cause?: unknown;
}

/**
 * The only error that users should see. Anything else that reaches the top is a bug and shows its stack.
 *
 * The cause is not enumerable, so that JSON output never spreads an SDK response. The message is safe to show: it holds
 * neither control characters nor secrets of URLs, whatever it quotes.
 */
export class CvsError extends Error {
  readonly code: string;
  readonly suggestions: readonly string[];
  readonly exitCode: ExitCodeValue;
  /** oclif reads the exit code here without `--json`, and from `exitCode` with it. */
  readonly oclif: { exit: ExitCodeValue };

  constructor(options: CvsErrorOptions) {
    super(safeLines(options.message), options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'CvsError';
    this.code = options.code;
    this.suggestions = (options.suggestions ?? []).map(visible);
    this.exitCode = options.exitCode ?? ExitCode.failed;
    this.oclif = { exit: this.exitCode };
  }
}

/** A mistake in what the user typed or wrote: exit code 2. */
export function usageError(code: string, message: string, ...suggestions: string[]): CvsError {
  return new CvsError({ code, message, suggestions, exitCode: ExitCode.usage });
}

/** The message of anything that was thrown, safe to show: those of servers and libraries come from outside. */
export function messageOf(error: unknown): string {
  if (error instanceof CvsError) return error.message;
  return outsideText(error instanceof Error ? error.message : String(error), LONGEST_SENTENCE);
}
