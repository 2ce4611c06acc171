import type { CheckInfo, Finding } from './check.js';
import { finding } from './check.js';

/** A finding with its times: monotonic ms. */
interface Entry {
  finding: Finding;
  lastAt: number;
}

/** How long a finding is shown after it was last found, in ms: until the next heartbeat has told of it. */
const KEPT_MS = 60_000;
/** What a message can hold, with room for the playlists (SNS: 256 KB). */
const SHOWN = 20;

const RANK = { error: 0, warning: 1, note: 2 } as const;

/** What the checks found of late, each once a subject. */
export class Findings {
  readonly #entries = new Map<string, Entry>();

  /** @param at monotonic ms */
  add(check: CheckInfo, subject: string, detail: string, at: number): void {
    this.#entries.set(`${check.name} ${subject}`, { finding: finding(check, subject, detail), lastAt: at });
  }

  /** Those found within the last minute, errors first. */
  list(at: number): Finding[] {
    for (const [key, { lastAt }] of this.#entries) if (at - lastAt > KEPT_MS) this.#entries.delete(key);
    return [...this.#entries.values()]
      .map((entry) => entry.finding)
      .sort((a, b) => RANK[a.severity] - RANK[b.severity])
      .slice(0, SHOWN);
  }
}
