import type { StateItem } from '../serving/state-items.js';
import { type Intent, intentOf } from './intent.js';
import type { RawItem } from './state-table.js';
import { WRITTEN_ATTRIBUTE } from './write-intent.js';

/** What cvs wrote last of a distribution: where it changed nothing yet, what the deployment seeded. */
export function writtenIntent(item: RawItem | undefined, domain: string): Intent | undefined {
  if (!item) return undefined;
  const written = item[WRITTEN_ATTRIBUTE]?.M;
  if (!written) return { open: true, drained: false };
  return intentOf({ ...written, domain: { S: domain } } as StateItem, { region: '', domain });
}
