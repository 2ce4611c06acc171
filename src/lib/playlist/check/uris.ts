import { describe } from '../../hls/describe-entry.js';
import type { MasterPlaylist } from '../../hls/master-entries.js';
import { personalPartOf } from '../../hls/personal-uris.js';
import { uriOf } from '../../hls/streams.js';
import { type Finding, finding } from './playlist-finding.js';

/** URIs that no viewer, or only one viewer, can play. Of those made for one viewer the first stands for all. */
export function uriFindings({ entries, strayUris }: MasterPlaylist): Finding[] {
  const personal = entries.find((entry) => personalPartOf(uriOf(entry) ?? '') !== undefined);
  const part = personal && personalPartOf(uriOf(personal) ?? '');
  return [
    ...strayUris.map(({ line, uri }) =>
      finding('uri-stray', line, `"${uri}" has no EXT-X-STREAM-INF before it: players pass over it`),
    ),
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
