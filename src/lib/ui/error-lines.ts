import chalk from 'chalk';
import type { CvsError } from '../errors.js';

/** An error as a person reads it: what was wrong, then what to do, a line each. */
export function errorLines(error: CvsError): string {
  return [chalk.red(`✖ ${error.message}`), ...error.suggestions.map((one) => `  → ${one}`)].join('\n');
}
