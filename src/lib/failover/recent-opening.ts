import { type ClusterState, isWanted, openKnownFrom } from '../serving/what-to-serve.js';

/**
 * What to say before a close where the other distributions were opened so lately that not every player knows of them
 * yet: the 404 waits, because a player that knows of no other pathway ends at it.
 *
 * @param atS when the close would begin, epoch seconds
 * @returns undefined when it begins then
 */
export function recentOpeningWarning(state: ClusterState, domain: string, atS: number): string | undefined {
  const others = state.distributions.filter((one) => one.domain !== domain && isWanted(one, atS));
  const lateS = Math.min(...others.map(openKnownFrom)) - atS;
  if (others.length === 0 || lateS <= 0) return undefined;
  const names = others.map((one) => `${one.domain} (${one.region})`).join(', ');
  return `${names} was opened moments ago: the 404 comes up to ${Math.ceil(lateS)} s later, when every player knows where to go.`;
}
