import type { Cluster } from '../cluster/cluster.js';
import { type ClusterState, preference } from '../serving/what-to-serve.js';

/**
 * Whether players would leave a distribution for being drained: not when every other open one is known stale, since
 * nobody is steered there.
 *
 * @param nowS epoch seconds
 */
export function drainMovesPlayers(cluster: Cluster, state: ClusterState, domain: string, nowS: number): boolean {
  const distributions = state.distributions.map((one) => (one.domain === domain ? { ...one, drained: true } : one));
  const { automatic, holdDown } = cluster.failover;
  const [first] = preference({ ...state, distributions }, nowS, { automatic, holdDownS: holdDown });
  return first?.domain !== domain;
}
