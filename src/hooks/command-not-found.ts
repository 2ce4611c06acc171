import type { Hook } from '@oclif/core/hooks';
import { type CvsError, ExitCode, usageError } from '../lib/errors.js';
import { nearest } from '../lib/nearest.js';
import { errorLines } from '../lib/ui/text/error-lines.js';
import { shown } from '../lib/ui/text/signs.js';

/** Words of the longest command's name: `sandbox fault add`. */
const DEEPEST = 3;

/** Suggests the command that was most likely meant. */
const commandNotFound: Hook.CommandNotFound = async function commandNotFound({ id, config }) {
  const refuse = (error: CvsError) => {
    process.stderr.write(`${shown(errorLines(error))}\n`);
    this.exit(ExitCode.usage);
  };
  const spoken = (text: string) => text.replaceAll(':', ' ');
  const known = config.commands.filter(({ hidden }) => !hidden).map((command) => command.id);
  // oclif takes arguments for parts of the name.
  const words = id.split(':');
  const beginnings = (count: number) =>
    words.slice(0, count).map((_, index, all) => all.slice(0, all.length - index).join(':'));
  const command = beginnings(words.length).find((beginning) => known.includes(beginning));
  if (command !== undefined) {
    const rest = words.slice(command.split(':').length).join(' ');
    const problem = `cvs ${spoken(command)} takes no arguments: it cannot use ${rest}.`;
    return refuse(usageError('USAGE', problem, `cvs ${spoken(command)} --help shows how to use it.`));
  }
  // The longest beginning that is near a command is what was meant.
  const meant = beginnings(DEEPEST)
    .map((beginning) => nearest(beginning, known))
    .find(Boolean);
  const advice = meant ? `Did you mean: cvs ${spoken(meant)}` : 'cvs --help lists the commands.';
  const typed = words.slice(0, DEEPEST).join(' ');
  return refuse(usageError('COMMAND_UNKNOWN', `There is no command ${typed}.`, advice));
};

export default commandNotFound;
