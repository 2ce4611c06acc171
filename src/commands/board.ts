import { randomBytes } from 'node:crypto';
import { stripVTControlCharacters } from 'node:util';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.js';
import { typedOnly } from '../cli/environment-flags.js';
import { runningSandbox } from '../cli/sandbox-key.js';
import type { BoardFaults } from '../lib/board/faults.js';
import type { OrderResult } from '../lib/board/run-order.js';
import { usageError } from '../lib/errors.js';
import { jsonText } from '../lib/outside-text.js';
import { onEnter } from '../lib/ui/ask/on-enter.js';
import { changeReport, offAirReport } from '../lib/ui/report/change-report.js';
import { faultClient } from '../sandbox/faults/fault-client.js';

export default class Board extends BaseCommand {
  static override summary = 'Serve a page for the control room: what viewers get, what is wrong, and the way out.';

  static override description =
    `The page shows what cvs status --watch knows: a verdict, a card for each region, pictures of the streams, the last half hour, what is not well, and the journal. It is served on 127.0.0.1 and shown to who opens the printed link first; the browser gets no AWS credentials. With --allow-changes it also has the failover commands, which ask for a reason, say what will happen, and need a key or button held down. Ctrl-C ends it.
It needs the state table and the distributions; what CloudFormation and CloudFront would say is shown where they answer.

Exit codes: 0 ended by Ctrl-C, 1 failed, 2 the cluster file is missing or wrong or the port is in use.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --allow-changes',
    '<%= config.bin %> <%= command.id %> --port 8080',
  ];

  static override flags = {
    port: Flags.integer({ summary: 'Port of the page; 0 for any free one.', default: 4550, min: 0, max: 65535 }),
    'allow-changes': typedOnly(Flags.boolean({ summary: 'The page may drain, reroute, close and open.' })),
    listen: Flags.string({
      summary: 'Address to listen on; only 127.0.0.1.',
      default: '127.0.0.1',
      helpValue: 'ADDRESS',
    }),
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(Board);
    if (flags.listen !== '127.0.0.1') {
      throw usageError(
        'LISTEN_ELSEWHERE',
        `The board does not listen on ${flags.listen}: whoever reaches it could move viewers.`,
        `From another machine, use a tunnel: ssh -L ${flags.port}:127.0.0.1:${flags.port} user@this-machine`,
        'Then open the link that cvs board prints in the browser of that machine.',
      );
    }
    return this.withCluster(flags, async (context) => {
      const { startBoard } = await import('../lib/board/board.js');
      const { readPageFiles } = await import('../lib/board/page-files.js');
      const board = await startBoard({
        ...context,
        port: flags.port,
        allowChanges: flags['allow-changes'],
        version: this.config.version,
        files: await readPageFiles(this.config.root),
        words: wordsOf,
        faults: await this.sandboxFaults(),
        secret: () => randomBytes(32).toString('base64url'),
      });
      const stopListening = this.interactive() ? onEnter(process.stdin, () => this.showLink(board.link())) : () => {};
      try {
        this.showLink(board.link());
        await board.watching;
      } finally {
        stopListening();
        await board.close();
      }
      return { ended: true };
    });
  }

  /** Where the endpoint is a sandbox of this user: its faults. */
  private async sandboxFaults(): Promise<BoardFaults | undefined> {
    const { AWS_ENDPOINT_URL: endpoint } = process.env;
    if (!endpoint) return undefined;
    const sandbox = await runningSandbox(this.config.cacheDir, endpoint, process.env).catch(() => undefined);
    const faults = sandbox && faultClient(sandbox, fetch);
    if (!faults || !(await faults.list().catch(() => undefined))) return undefined;
    return {
      add: ({ region, how }) => {
        if (how === 'lost') return faults.add({ kind: 'region', region, how });
        return faults.add(
          how === 'status' ? { kind: 'stream', region, how, code: 503 } : { kind: 'stream', region, how },
        );
      },
      clear: () => faults.clear(),
    };
  }

  /** The link is good once. */
  private showLink(link: string): void {
    if (this.jsonEnabled()) return void process.stdout.write(`${jsonText({ link })}\n`);
    this.log(`The board: ${link}`);
    this.log(
      `The link opens in one browser, once.${this.interactive() ? ' Enter prints another one;' : ''} Ctrl-C ends.`,
    );
  }

  /** The links have been written, an object a line. */
  override logJson(): void {}
}

function wordsOf(result: OrderResult): readonly string[] {
  const wide = Number.POSITIVE_INFINITY;
  const text = 'distributions' in result ? offAirReport(result, wide) : changeReport(result, wide);
  return stripVTControlCharacters(text)
    .split('\n')
    .map((line) => line.trim());
}
