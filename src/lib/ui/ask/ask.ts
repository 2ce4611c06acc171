import type { Key } from 'node:readline';
import chalk from 'chalk';
import { CvsError, ExitCode } from '../../errors.js';
import { plain, shown } from '../text/signs.js';
import { fold } from '../text/width.js';

/** A choice of a searchable list. */
export interface Choice {
  value: string;
  name: string;
  /** Why it cannot be chosen; shown after its name. */
  disabled?: string;
  /** Shown after it was chosen. */
  short?: string;
  /** Shown below the list while the pointer is on it. */
  description?: string;
}

/** True, or what is wrong with an answer. */
export type Check = (value: string) => boolean | string | Promise<boolean | string>;

/** Questions at the terminal. Each rejects with a CvsError DECLINED on Escape and Ctrl-C. */
export const ask = {
  /** @param hint what may be typed; shown until it is answered */
  text: (message: string, options: { initial?: string; hint?: string; check: Check }): Promise<string> =>
    prompt<string>({
      ...{ type: 'input', message, default: options.initial },
      theme: themeWith(options.hint),
      validate: (value: string) => options.check(value.trim()),
    }).then((value) => value.trim()),

  /** @param find the choices for what is typed */
  search: (
    message: string,
    options: { initial?: string; find: (term: string) => Choice[]; check: Check },
  ): Promise<string> =>
    prompt<string>({
      ...{ type: 'search', message, default: options.initial, pageSize: 8 },
      source: (term = '') => options.find(term.trim()),
      validate: options.check,
    }),

  yesNo: (message: string, initial = false): Promise<boolean> =>
    prompt<boolean>({
      ...{ type: 'confirm', message, default: initial },
      theme: { ...themeWith(), keywords: { yes: 'Yes', no: 'No', error: () => 'Answer y or n.' } },
    }),
};

/** How questions look: as inquirer draws them, except for what is set here and what `--plain` replaces. */
function themeWith(hint?: string) {
  return {
    ...(plain() ? PLAIN_THEME : {}),
    style: {
      message: (text: string, status: string) =>
        `${chalk.bold(text)}${hint && status !== 'done' ? chalk.dim(` (${hint})`) : ''}`,
      error: (text: string) => {
        const lines = fold(`> ${text}`, process.stderr.columns || Number.POSITIVE_INFINITY, '  ');
        return lines.map((line) => chalk.red(line)).join('\n');
      },
      disabled: (text: string) => chalk.dim(`  ${text}`),
      keysHelpTip: () => chalk.dim(shown('type to search · arrows move · Enter selects · Esc cancels')),
    },
  };
}

/** Instead of a tick, a pointer and a spinner of Braille dots, which a screen reader would spell out. */
const PLAIN_THEME = {
  prefix: { idle: '?', done: 'ok:' },
  icon: { cursor: '>' },
  spinner: { interval: 1000, frames: ['...'] },
};

/** Asks on standard error: standard output is for results. inquirer cancels on Ctrl-C; Escape is added here. */
async function prompt<T>(question: Record<string, unknown>): Promise<T> {
  const { createPromptModule } = await import('inquirer');
  const asked = createPromptModule({ output: process.stderr })<{ answer: T }>([
    { theme: themeWith(), ...question, name: 'answer' } as never,
  ]);
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
