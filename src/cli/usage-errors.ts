import { stripVTControlCharacters } from 'node:util';
import { CLIError } from '@oclif/core/errors';
import { usageError } from '../lib/errors.js';
import { nearest } from '../lib/nearest.js';

/** The command that was typed. */
export interface TypedCommand {
  /** As it is typed: `cvs failover close`. */
  name: string;
  /** Names of its flags, without dashes. */
  flags: readonly string[];
  /** Names of its arguments, in order. */
  args: readonly string[];
}

/** What oclif's errors hold beside a message. oclif does not export their classes. */
interface ParserError {
  flags?: readonly string[];
  args?: readonly (string | { name: string; description?: string; options?: readonly string[] })[];
}

/** A sentence, and what to do next where that is not to read the help. */
type Wording = [message: string, advice?: string];

/**
 * Turns what oclif's parser found wrong into an error of ours: in our words, with exit code 2 also under `--json`, and with
 * what was most likely meant. Any other error is returned as it is.
 */
export function asUsageError(error: unknown, command: TypedCommand): unknown {
  if (!(error instanceof CLIError)) return error;
  const { flags, args } = error as CLIError & ParserError;
  const help = `${command.name} --help shows how to use it.`;
  if (flags) {
    const meant = flags.map((flag) => nearest(flag.replace(/^-+/, ''), command.flags)).filter(Boolean);
    return usageError(
      'FLAG_UNKNOWN',
      `${command.name} has no flag ${flags.join(', ')}.`,
      meant.length > 0 ? `Did you mean: ${meant.map((flag) => `--${flag}`).join(', ')}` : help,
    );
  }
  const [message, advice = help] = args ? argumentsWording(args, command) : parserWording(error.message, command);
  return usageError('USAGE', message, advice);
}

function argumentsWording(args: NonNullable<ParserError['args']>, { name, args: known }: TypedCommand): Wording {
  const [first] = args;
  if (typeof first === 'object') {
    const values = first.options ? `: ${first.options.join(', ')}` : '';
    return [`${name} needs ${first.name.toUpperCase()}${values}.`];
  }
  const takes = known.length === 0 ? 'no arguments' : known.map((one) => one.toUpperCase()).join(' and ');
  return [`${name} takes ${takes}: it cannot use ${args.join(' ')}.`];
}

/** oclif's sentences about values and flags, and ours instead. `$n` stands for a group of the pattern. */
const WORDINGS: readonly (readonly [pattern: RegExp, message: string, advice?: string])[] = [
  [/^All of the following must be provided when using (--\S+): (.+)$/, '$1 needs $2.', 'Add $2, or leave out $1.'],
  [
    /^(--[^=\s]+)(?:=.*)? cannot also be provided when using (--\S+)$/,
    '$2 and $1 exclude each other.',
    'Give only one.',
  ],
  [/^Missing required flag (.+)$/, '--$1 is missing.'],
  [/^Flag (--\S+) expects a value$/, '$1 needs a value.'],
  [/^Flag (--\S+) expects one of these values: (.+)$/, '$1 needs a value.', 'Choose one of: $2'],
  [/^Flag (--\S+) can only be specified once$/, '$1 is given more than once.', 'Give it once.'],
  [/^Expected (--[^=\s]+)=(.*) to be one of: (.+)$/, '$1 cannot be "$2".', 'Choose one of: $3'],
  [/^Expected (.*) to be one of: (.+)$/, 'ARGUMENT cannot be "$1".', 'Choose one of: $2'],
  [/^Expected an integer but received: (.*)$/, 'FLAG cannot be "$1".', 'Give a whole number.'],
  [/^Expected an integer greater than or equal to (\S+) but received: (.*)$/, 'FLAG cannot be $2.', 'The least is $1.'],
  [/^Expected an integer less than or equal to (\S+) but received: (.*)$/, 'FLAG cannot be $2.', 'The most is $1.'],
];

function parserWording(raw: string, { args: [argument = 'argument'] }: TypedCommand): Wording {
  const [, flag = 'A number', reasons = ''] = /^(?:Parsing (--\S+)\s+)?(.*)$/s.exec(withoutFrame(raw)) ?? [];
  // Only the first of several: once it is put right the next one is told.
  const [reason = ''] = reasons.split(/\s*\n\s*/);
  for (const [pattern, message, advice] of WORDINGS) {
    if (!pattern.test(reason)) continue;
    const filled = (text: string) =>
      reason
        .replace(pattern, text)
        .replace(/^FLAG/, flag)
        .replace(/^ARGUMENT/, argument.toUpperCase());
    return [filled(message), advice === undefined ? undefined : filled(advice)];
  }
  return [reason];
}

/** A message without what oclif puts around it. */
function withoutFrame(message: string): string {
  return stripVTControlCharacters(message)
    .replace(/\n+Note: [\s\S]*$/, '')
    .replace(/\nSee more help with --help/g, '')
    .replace(/^The following errors? occurred:\s*/, '')
    .trim();
}
