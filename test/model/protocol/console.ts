import type { Intent } from '../../../src/lib/serving/what-to-serve.js';
import type { Steps } from '../simulation.js';
import { type Item, sameIntent } from '../table.js';
import type { Operator } from './operator.js';

/** A change of one item outside cvs. */
export interface Edit {
  distribution: number;
  open: boolean;
  /** As the runbook says: what else cvs wrote is removed too. */
  thorough?: boolean;
}

/** Changes an item in the console of the nearest replica, without a condition. */
export function* edit(operator: Operator, { distribution, open, thorough }: Edit): Steps {
  const { table } = operator.world;
  const region = operator.options.reach[0] as number;
  operator.begin(open ? 'edit-open' : 'edit-close', distribution);
  const item = table.items(region)[distribution] as Item;
  const said: Intent = thorough ? { open, drained: item.said.drained && !open } : { ...item.said, open };
  yield operator.world.sim.nowMs;
  operator.put(region, distribution, { ...item, said });
  operator.end('done', !sameIntent(said, item.said));
}
