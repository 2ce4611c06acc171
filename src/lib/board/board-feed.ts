import type { ServerResponse } from 'node:http';
import { jsonText } from '../outside-text.js';
import type { ClusterStatus } from '../status/cluster-status.js';
import { type StripeRow, withStatus } from './stripes.js';

/** How much a page may have left unread, in bytes, before it is let go: it reconnects, and gets what is now. */
const UNREAD_BYTES = 1024 * 1024;

/** One stream of events for every page that is open (Server-Sent Events, HTML Standard). */
export class BoardFeed {
  readonly #pages = new Set<ServerResponse>();
  #rows: readonly StripeRow[] = [];
  #status: ClusterStatus | undefined;
  #begun = () => {};
  /** Resolves with the first status. */
  readonly begun = new Promise<void>((resolve) => {
    this.#begun = resolve;
  });

  /** The last status; undefined before the first one. */
  get status(): ClusterStatus | undefined {
    return this.#status;
  }

  /** Sends a page what was, and from then on what comes. Headers of the response have been set. */
  attach(page: ServerResponse): void {
    page.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    page.write(eventText('past', this.#rows));
    if (this.#status) page.write(eventText('status', this.#status));
    this.#pages.add(page);
    page.once('close', () => this.#pages.delete(page));
  }

  /** A new status, as `cvs status --watch --json` prints it. */
  show(status: ClusterStatus): void {
    this.#status = status;
    this.#rows = withStatus(this.#rows, status);
    this.#begun();
    this.send('status', status);
  }

  send(name: string, data: unknown): void {
    if (this.#pages.size === 0) return;
    const text = eventText(name, data);
    for (const page of this.#pages) {
      if (page.writableLength > UNREAD_BYTES) page.destroy();
      else page.write(text);
    }
  }

  /** Ends every stream. */
  close(): void {
    for (const page of this.#pages) page.end();
  }
}

/** JSON has no line breaks outside of strings, and none within them that are not escaped: one line of data is enough. */
function eventText(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${jsonText(data)}\n\n`;
}
