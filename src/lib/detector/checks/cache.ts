import type { PlaylistCheck } from './check.js';

export const cachedTooLong: PlaylistCheck = {
  name: 'cached-too-long',
  severity: 'warning',
  rule: 'A live media playlist is not served, nor may be kept by caches, for longer than its target duration.',
  source: 'RFC 8216 section 6.3.4: clients read it again after a target duration, and then need a new one',
  action:
    'Let the origin send Cache-Control: max-age of half a target duration, and the cache policy’s minimum TTL be 0.',
  find: ({ current, ageS = 0, lifetimeS = 0 }) => {
    if (current.ended) return undefined;
    if (ageS > current.targetDuration) return `it came from a cache, ${ageS} s old`;
    return lifetimeS > current.targetDuration ? `caches may keep it for ${lifetimeS} s` : undefined;
  },
};
