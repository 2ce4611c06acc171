import { BaseCommand } from '../../cli/base-command.js';
import { candidates } from '../../lib/completion/candidates.js';

export default class CompletionWords extends BaseCommand {
  static override summary = 'Print the words that fit where one is being typed; for completion scripts.';

  static override description = 'Exit codes: 0 always, also when nothing fits.';

  static override examples = ['<%= config.bin %> <%= command.id %> -- failover close ""'];

  static override hidden = true;
  static override strict = false;

  async run(): Promise<object> {
    const { argv, flags } = await this.parse(CompletionWords);
    // Without a cluster file, or with a broken one, there are no names to offer.
    const { regions } = await this.loadCluster(flags['cluster-file']).catch(() => ({ regions: [] }));
    const commands = this.config.commands.filter(({ hidden }) => !hidden);
    const words = candidates({ words: argv as string[], commands, regions });
    if (words.length > 0) this.log(words.join('\n'));
    return { words };
  }
}
