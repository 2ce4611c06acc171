import type { FindingId } from '../../findings/catalogue.js';
import { type Finding, type Found, finding } from './check.js';

/** How long a finding is shown after it was last found, in ms: until the next heartbeat has told of it. */
const KEPT_MS = 60_000;
/** What a message can hold, with room for the playlists (SNS: 256 KB). */
const SHOWN = 20;

const RANK = { error: 0, warning: 1, note: 2 } as const;

/** What was found within the last minute, each once for a subject. */
export class RecentFindings {
  /** With the time when it was last found, monotonic ms. */
  readonly #entries = new Map<string, { found: Finding; lastAt: number }>();

  /** @param at monotonic ms */
  add(check: FindingId, subject: string, found: Found, at: number): void {
    this.#entries.set(`${check} ${subject}`, { found: finding(check, subject, found), lastAt: at });
  }

  /** Errors first. */
  list(at: number): Finding[] {
    for (const [key, { lastAt }] of this.#entries) if (at - lastAt > KEPT_MS) this.#entries.delete(key);
    return [...this.#entries.values()]
      .map(({ found }) => found)
      .sort((a, b) => RANK[a.severity] - RANK[b.severity])
      .slice(0, SHOWN);
  }
}
