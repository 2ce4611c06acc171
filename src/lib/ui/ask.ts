import type { Key } from 'node:readline';
import { CvsError, ExitCode } from '../errors.js';

/** A choice of a searchable list. */
export interface Choice {
  value: string;
  name: string;
  /** Shown once it is chosen. */
  short?: string;
  /** Shown below the list while the choice is marked. */
  description?: string;
}

/** True, or what is wrong with an answer. */
export type Check = (value: string) => boolean | string | Promise<boolean | string>;

/** Questions to whoever is at the terminal; each rejects with {@link left} on Escape and Ctrl-C. */
export const ask = {
  text: (message: string, options: { initial?: string; check: Check }): Promise<string> =>
    prompt<string>({
      type: 'input',
      name: 'answer',
      message,
      ...(options.initial === undefined ? {} : { default: options.initial }),
      validate: (value: string) => options.check(value.trim()),
    }).then((value) => value.trim()),

  /** @param find the choices for what is typed */
  search: (
    message: string,
    options: { initial?: string; find: (term: string) => Choice[]; check: Check },
  ): Promise<string> =>
    prompt<string>({
      type: 'search',
      name: 'answer',
      message,
      pageSize: 8,
      ...(options.initial === undefined ? {} : { default: options.initial }),
      source: (term: string | undefined) => options.find((term ?? '').trim()),
      validate: (value: string) => options.check(value),
    }),

  yesNo: (message: string, initial = false): Promise<boolean> =>
    prompt<boolean>({ type: 'confirm', name: 'answer', message, default: initial }),
};

/** Whether the person left the question instead of answering it. */
export function left(error: unknown): boolean {
  return error instanceof CvsError && error.code === 'DECLINED';
}

/** Asks on standard error: standard output is for results. inquirer leaves on Ctrl-C; Escape is added here. */
async function prompt<T>(question: Record<string, unknown>): Promise<T> {
  const { createPromptModule } = await import('inquirer');
  const asked = createPromptModule({ output: process.stderr })<{ answer: T }>([question as never]);
  const leaveOnEscape = (_text: string | undefined, key: Key | undefined) => {
    if (key?.name === 'escape') asked.ui.close();
  };
  process.stdin.on('keypress', leaveOnEscape);
  try {
    return (await asked).answer as T;
  } catch (error) {
    if (!['ExitPromptError', 'AbortPromptError'].includes((error as Error).name)) throw error;
    throw new CvsError({
      code: 'DECLINED',
      message: 'Nothing was written.',
      exitCode: ExitCode.declined,
      cause: error,
    });
  } finally {
    process.stdin.off('keypress', leaveOnEscape);
  }
}
