import { BaseCommand } from '../cli/base-command.js';
import Help from '../cli/help.js';

export default class HelpCommand extends BaseCommand {
  static override summary = 'Show what a command does, its flags and examples.';

  static override description = `The same as --help after the command.

Exit codes: 0 shown, 2 there is no such command.`;

  static override examples = ['<%= config.bin %> <%= command.id %> failover close'];

  static override strict = false;

  async run(): Promise<object> {
    const { argv } = await this.parse(HelpCommand);
    if (!this.jsonEnabled()) await new Help(this.config).showHelp(argv as string[]);
    return { commands: this.config.commands.filter(({ hidden }) => !hidden).map(({ id }) => id.replaceAll(':', ' ')) };
  }
}
