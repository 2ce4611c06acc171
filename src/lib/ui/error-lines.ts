import chalk from 'chalk';
import type { CvsError } from '../errors.js';
import { sign } from './signs.js';

/** An error as a person reads it: what was wrong, then what to do, a line each. */
export function errorLines(error: CvsError): string {
  return [chalk.red(`${sign('✖')} ${error.message}`), ...error.suggestions.map((one) => `  ${sign('→')} ${one}`)].join(
    '\n',
  );
}
