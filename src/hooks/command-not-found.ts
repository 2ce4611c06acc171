import type { Hook } from '@oclif/core/hooks';
import { ExitCode, usageError } from '../lib/errors.js';
import { nearest } from '../lib/nearest.js';
import { errorLines } from '../lib/ui/text/error-lines.js';
import { shown } from '../lib/ui/text/signs.js';

/** Words of the longest command's name: `sandbox fault add`. */
const DEEPEST = 3;

/** A command that is mistyped names the right one. */
const commandNotFound: Hook.CommandNotFound = async function commandNotFound({ id, config }) {
  const spoken = (text: string) => text.replaceAll(':', ' ');
  const known = config.commands.filter(({ hidden }) => !hidden).map((command) => command.id);
  // oclif takes arguments for parts of a name: the longest beginning that is near one is what was meant.
  const parts = id.split(':').slice(0, DEEPEST);
  const meant = parts.map((_, index) => nearest(parts.slice(0, parts.length - index).join(':'), known)).find(Boolean);
  const advice = meant ? `Did you mean: cvs ${spoken(meant)}` : 'cvs --help lists what there is.';
  const error = usageError('COMMAND_UNKNOWN', `There is no command ${spoken(parts.join(':'))}.`, advice);
  process.stderr.write(`${shown(errorLines(error))}\n`);
  this.exit(ExitCode.usage);
};

export default commandNotFound;
