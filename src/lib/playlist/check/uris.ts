import { describe } from '../../hls/describe-entry.js';
import type { MasterPlaylist } from '../../hls/master-entries.js';
import { personalPartOf } from '../../hls/personal-uris.js';
import { uriOf } from '../../hls/streams.js';
import { type Finding, finding } from './playlist-finding.js';

/** So many lines are found one by one: a playlist may have any number. */
const MOST_STRAY = 20;

/** URIs that no viewer, or only one viewer, can play. Of those made for one viewer the first stands for all. */
export function uriFindings({ entries, strayUris }: MasterPlaylist): Finding[] {
  const personal = entries.find((entry) => personalPartOf(uriOf(entry) ?? '') !== undefined);
  const part = personal && personalPartOf(uriOf(personal) ?? '');
  return [
    ...strayUris.slice(0, MOST_STRAY).map(({ line, uri }, index) => {
      const others = strayUris.length - MOST_STRAY;
      const more = index === MOST_STRAY - 1 && others > 0 ? `, and ${others} lines more` : '';
      return finding('uri-stray', line, `"${uri}" has no EXT-X-STREAM-INF before it: players pass over it${more}`);
    }),
    ...(personal
      ? [
          finding(
            'uri-personal',
            personal.line,
            `the URI of ${describe(personal)} has "${part}": all viewers share what is usually made for one, or for a time`,
          ),
        ]
      : []),
  ];
}
