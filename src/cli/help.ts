import { Help as OclifHelp } from '@oclif/core/help';
import { shown } from '../lib/ui/text/signs.js';
import { foldHelp } from '../lib/ui/text/wrap-help.js';

/** Assumed where the output is not a terminal, such as a pager. */
const USUAL_COLUMNS = 80;

/** What `--help` and `cvs help` show: oclif's help, folded to the terminal; a mistyped command gets a suggestion. */
export default class Help extends OclifHelp {
  override async showHelp(argv: string[]): Promise<void> {
    const words = argv.filter((word) => !word.startsWith('-')).flatMap((word) => word.split(':'));
    const known = [...this.config.commandIDs, ...this.config.topics.map(({ name }) => name)];
    // Words after the name of a command are its arguments; words after the name of a topic are an unknown command.
    const names = words.map((_, index) => words.slice(0, index + 1).join(':')).filter((name) => known.includes(name));
    const isCommand = names.some((name) => this.config.commandIDs.includes(name));
    if (words.length > 0 && !isCommand && names.at(-1) !== words.join(':')) {
      await this.config.runHook('command_not_found', { id: words.join(':'), argv });
    }
    await super.showHelp(argv);
  }

  protected override log(...lines: string[]): void {
    const columns = process.stdout.columns || USUAL_COLUMNS;
    for (const line of lines.flatMap((text) => shown(text).split('\n'))) super.log(foldHelp(line, columns).join('\n'));
  }
}
