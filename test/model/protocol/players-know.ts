import { OPENING_KNOWN_MS } from '../../../src/lib/serving/times.js';
import { isWanted } from '../../../src/lib/serving/what-to-serve.js';
import type { Moment } from '../../../src/lib/state/replica-clock.js';
import type { Item } from '../table.js';
import type { Operator, Reading } from './operator.js';

/** From when every player knows of another distribution, where the items do not say it: it was opened outside cvs. */
export function playersKnowMs({ world }: Operator, { items }: Reading, distribution: number, now: Moment): number {
  const open = items.filter((item, index) => index !== distribution && isWanted(item.standing, now.earliestMs));
  const isOpenedOutside = ({ said, written }: Item) => said.open && !written.open;
  return world.rules.openFrom && open.every(isOpenedOutside) ? now.latestMs + OPENING_KNOWN_MS : 0;
}
