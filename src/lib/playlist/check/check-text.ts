import { type MasterPlaylist, parseMaster } from '../../hls/master-entries.js';
import { allOrNoneFindings, copyFindings } from './copies.js';
import { headerFindings } from './header.js';
import { inlineSteeringFindings } from './inline-steering.js';
import { pathwayFindings, relativeUriFindings, sharedHostFindings } from './pathways.js';
import type { Finding } from './playlist-finding.js';
import { nameTwiceFindings, renditionFindings, renditionTwiceFindings } from './renditions.js';
import { withResolvedUris } from './resolve-variables.js';
import { uriFindings } from './uris.js';

/**
 * Looks for what makes a merged master playlist unfit for failover, in the order of its lines. Which players it hurts
 * was measured with hls.js, Shaka and video.js, and is read from RFC 8216bis for AVPlayer.
 *
 * @param url where the playlist is: what relative URIs resolve against
 * @throws CvsError as {@link parseMaster} does, where it is not a master playlist
 */
export function checkText(text: string, url: string): Finding[] {
  return findingsOf(parseMaster(text, { region: 'the merged playlist', url }));
}

/** As {@link checkText}, of a playlist that has been read. */
export function findingsOf(master: MasterPlaylist): Finding[] {
  const { source } = master;
  const { entries } = withResolvedUris(master);
  return [
    ...relativeUriFindings(entries),
    ...pathwayFindings(entries, source.url),
    ...copyFindings(entries),
    ...renditionFindings(entries),
    ...renditionTwiceFindings(entries),
    ...nameTwiceFindings(entries),
    ...sharedHostFindings(entries),
    ...allOrNoneFindings(entries),
    ...headerFindings(master.entries, source.url),
    ...uriFindings(master),
    ...inlineSteeringFindings(entries),
  ].sort((one, other) => one.line - other.line);
}
