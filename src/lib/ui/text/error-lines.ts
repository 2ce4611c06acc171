import chalk from 'chalk';
import type { CvsError } from '../../errors.js';
import { sign } from './signs.js';
import { columnsOf, fold } from './width.js';

/** An error as a person reads it: what was wrong, then what to do. */
export function errorLines(error: CvsError, columns = columnsOf(process.stderr)): string {
  return [
    ...error.message
      .split('\n')
      .flatMap((line, index) => fold(index === 0 ? `${sign('✖')} ${line}` : line, columns, '  '))
      .map((line) => chalk.red(line)),
    ...error.suggestions.flatMap((one) => fold(`  ${sign('→')} ${one}`, columns, '    ')),
  ].join('\n');
}

/** What a person should know before the result, and is no error. */
export function warningLines(message: string, columns = columnsOf(process.stderr)): string {
  return fold(`${sign('▲')} ${message}`, columns, '  ')
    .map((line) => chalk.yellow(line))
    .join('\n');
}
