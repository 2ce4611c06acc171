import { CvsError } from '../errors.js';
import { type ClusterState, isWanted } from '../serving/what-to-serve.js';

/** A distribution that is open besides `domain`, where there is one. */
export function openBesides(state: ClusterState, domain: string, nowMs: number): string | undefined {
  return state.distributions.find((one) => one.domain !== domain && isWanted(one, nowMs / 1000))?.domain;
}

/** A distribution that is open besides `domain`. @throws CvsError LAST_OPEN_DISTRIBUTION when there is none */
export function anotherOpen(state: ClusterState, domain: string, nowMs: number): string {
  const other = openBesides(state, domain, nowMs);
  if (other !== undefined) return other;
  throw new CvsError({
    code: 'LAST_OPEN_DISTRIBUTION',
    message: `${domain} is the last open distribution of the cluster: its viewers would have nowhere to go.`,
    suggestions: [
      ...state.distributions
        .filter((one) => one.domain !== domain)
        .map((one) => `Open another one first: \`cvs failover open ${one.domain}\` (${one.region}).`),
    ],
  });
}
