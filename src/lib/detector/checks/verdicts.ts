import type { CheckInfo } from './check.js';

/** What the state machines find over time, rather than in one version of a playlist. */
export const VERDICTS = {
  stale: {
    name: 'stale',
    severity: 'error',
    rule: 'A new segment (or part) appears within EXT-X-TARGETDURATION × SPDDurationMultiplier, by a monotonic clock.',
    source: 'RFC 8216 section 6.2.1; the multiplier is the operator’s',
    action:
      'Players have left by steering. Look at the encoder, then at the packager; `cvs failover close` if it will last.',
  },
  cdnStale: {
    name: 'cdn-stale',
    severity: 'error',
    rule: 'What moves at the origin moves at the distribution.',
    source: 'House rule: viewers see the distribution',
    action: 'Look at the cache policy’s TTLs and at cached error pages; invalidate the playlists.',
  },
  originStale: {
    name: 'origin-stale',
    severity: 'warning',
    rule: 'What moves at the distribution moves at the origin.',
    source: 'House rule: the origin is judged too, so that a freeze is seen before caches run out',
    action:
      'If only CloudFront may reach the origin, set the origin URL to the distribution’s. Else the origin has just stopped.',
  },
  masterUnreadable: {
    name: 'master-unreadable',
    severity: 'error',
    rule: 'The master playlist can be read.',
    source: 'RFC 8216 section 6.2.4',
    action: 'New viewers cannot start. Close the distribution if its media playlists fail too.',
  },
  rungsChanged: {
    name: 'rungs-changed',
    severity: 'warning',
    rule: 'The master playlist names the same playlists during an event.',
    source: 'House rule: the merged master playlist names the rungs of its time',
    action:
      'Publish the merged master again (`cvs playlist publish`) if it was meant; else look at the channel’s outputs.',
  },
  closed: {
    name: 'closed',
    severity: 'note',
    rule: 'A 404 that the copilot marks as ours is no outage; the origin alone is judged meanwhile.',
    source: 'The copilot’s x-cvs-distribution header',
    action: 'Nothing: `cvs failover open` when the region is well.',
  },
  segmentUnavailable: {
    name: 'segment-unavailable',
    severity: 'error',
    rule: 'The newest segment can be fetched. When none could for the deadline, the playlist is stale, however it moves.',
    source: 'RFC 8216 section 6.2.1',
    action: 'The packager lists what it does not have, or storage fails: fail over.',
  },
  initUnavailable: {
    name: 'init-unavailable',
    severity: 'error',
    rule: 'The initialization segment (EXT-X-MAP) can be fetched.',
    source: 'RFC 8216 section 4.3.2.5',
    action: 'Nobody can start or change to this rung: fail over, then look at the packager.',
  },
  keyUnavailable: {
    name: 'key-unavailable',
    severity: 'warning',
    rule: 'The key (EXT-X-KEY with an http or https URI) can be fetched, or asks for authorization.',
    source: 'RFC 8216 section 4.3.2.4',
    action: 'Look at the key server: viewers that start now get no picture.',
  },
} as const satisfies Readonly<Record<string, CheckInfo>>;
