import * as Args from '@oclif/core/args';
import { BaseCommand } from '../../cli/base-command.js';
import { SCRIPTS } from '../../lib/completion/scripts.js';

export default class Completion extends BaseCommand {
  static override summary = 'Print the shell completion script.';

  static override description =
    `It completes commands, flags, regions and domains; regions and domains come from the cluster file of the current folder. cvs must be a command or an alias of the shell.

Exit codes: 0 printed, 2 unknown shell.`;

  static override examples = [
    'eval "$(<%= config.bin %> <%= command.id %> bash)"',
    '<%= config.bin %> <%= command.id %> fish > ~/.config/fish/completions/cvs.fish',
  ];

  static override args = {
    shell: Args.string({
      description: 'Shell to print the script for.',
      required: true,
      options: Object.keys(SCRIPTS),
    }),
  };

  async run(): Promise<object> {
    const { args } = await this.parse(Completion);
    const script = SCRIPTS[args.shell as keyof typeof SCRIPTS];
    this.log(script);
    return { shell: args.shell, script };
  }
}
