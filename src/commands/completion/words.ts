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
    const members = await this.loadCluster(flags['cluster-file']).then(
      ({ regions }) => regions,
      () => [],
    );
    const words = candidates({
      words: argv as string[],
      commands: this.config.commands
        .filter(({ hidden }) => !hidden)
        .map(({ id, flags: known, args }) => ({
          id,
          flags: known,
          args: Object.entries(args).map(([name, { options }]) => ({ name, options })),
        })),
      regions: members.map(({ region }) => region),
      domains: members.map(({ distributionDomain }) => distributionDomain),
    });
    if (words.length > 0) this.log(words.join('\n'));
    return { words };
  }
}
