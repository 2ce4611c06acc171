import { reroutedIntent } from '../../../src/lib/state/intent.js';
import type { Steps } from '../simulation.js';
import { regionOf } from '../table.js';
import { change } from './change.js';
import type { Operator } from './operator.js';
import { isEverywhere, spread } from './spread.js';

export interface RerouteOptions {
  distribution: number;
  /** The distribution whose origin answers instead. */
  to: number;
  /** It lapses so many seconds after it was decided. */
  forS?: number;
}

/** Serves a distribution from another one's origin, as `failover reroute` does. */
export function* reroute(operator: Operator, { distribution, to, forS }: RerouteOptions): Steps {
  const decision = operator.begin('reroute', distribution);
  const first = yield* operator.readFirst();
  if (!first) return operator.end('no replica answers', false);
  const rerouted = yield* change(operator, {
    distribution,
    to: (before, { latestMs }) => {
      const untilMs = forS === undefined ? undefined : Math.ceil(latestMs / 1000 + forS) * 1000;
      return reroutedIntent(before, { to: regionOf(to), untilMs });
    },
  });
  if (typeof rerouted === 'string') return operator.end(rerouted, false);
  decision.lapsesMs = rerouted.write.said.reroutedUntilMs;
  const sights = yield* spread(operator, rerouted);
  operator.end('rerouted', isEverywhere(sights));
}
