import { stripVTControlCharacters } from 'node:util';
import { CLIError } from '@oclif/core/errors';
import { CvsError, usageError } from '../lib/errors.js';
import { nearest } from '../lib/nearest.js';

/** The command that was typed. */
export interface TypedCommand {
  /** As it is typed: `cvs failover close`. */
  name: string;
  /** Names of its flags, without dashes. */
  flags: readonly string[];
}

/**
 * What oclif's parser, or a flag's own, found wrong with what was typed, as an error of ours: exit code 2, also with
 * `--json`, and the flag that was most likely meant. Anything else is given back as it is.
 */
export function asUsageError(error: unknown, { name, flags }: TypedCommand): unknown {
  if (error instanceof CvsError) {
    return usageError(error.code, plainSentence(error.message), ...error.suggestions);
  }
  if (!(error instanceof CLIError)) return error;
  const unknown = unknownFlags(error);
  const help = `${name} --help tells how it is used.`;
  if (unknown.length === 0) return usageError('USAGE', plainSentence(error.message), help);
  const meant = unknown.map((flag) => nearest(flag.replace(/^-+/, ''), flags)).filter((flag) => flag !== undefined);
  return usageError(
    'FLAG_UNKNOWN',
    `There is no flag ${unknown.join(', ')} of ${name}.`,
    meant.length > 0 ? `Did you mean: ${meant.map((flag) => `--${flag}`).join(', ')}` : help,
  );
}

/** oclif does not export the class of this error. */
function unknownFlags(error: CLIError): string[] {
  const { flags } = error as CLIError & { flags?: unknown };
  return Array.isArray(flags) ? (flags as string[]) : [];
}

/** Without what oclif puts around it. */
function plainSentence(message: string): string {
  return stripVTControlCharacters(message)
    .replace(/\n+Note: [\s\S]*$/, '')
    .replace(/\nSee more help with --help/g, '')
    .replace(/^The following errors? occurred:\s*/, '')
    .replace(/^Parsing --\S+\s+/, '')
    .replace(/:\s*\n\s*/g, ': ')
    .replace(/\s*\n\s*/g, '; ')
    .trim();
}
