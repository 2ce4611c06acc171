import { bis, LOW_LATENCY_PLAYERS as hurts, section } from './finding.js';

/** Whether low-latency players can play a stream, and stay in its region. */
export const LOW_LATENCY = section('Low latency', ['check'], 'error', {
  'blocking-reload-missing': {
    severity: 'warning',
    rule: 'A media playlist with parts has CAN-BLOCK-RELOAD=YES.',
    source: bis('4.4.3.8'),
    action: 'Enable blocking reload at the packager: without it players poll, and are seconds late.',
    hurts,
  },
  'blocking-reload-ignored': {
    rule: 'A reload with `_HLS_msn` and `_HLS_part` is answered when what it waits for is listed.',
    source: bis('6.2.5.2'),
    action:
      'Forward `_HLS_msn` and `_HLS_part` to the origin and add both to the cache key: in CloudFront, in the cache policy.',
    hurts,
  },
  'delta-update-unasked': {
    rule: 'Only requests with `_HLS_skip` are answered with EXT-X-SKIP.',
    source: bis('6.2.5.1'),
    action: 'Add `_HLS_skip` to the cache key: players that start get a playlist without its first segments.',
    hurts: ['all'],
  },
  'part-hold-back': {
    rule: 'A media playlist with parts has PART-HOLD-BACK, of at least twice PART-TARGET.',
    source: bis('4.4.3.8'),
    action: 'Set PART-HOLD-BACK at the packager: three times PART-TARGET is recommended.',
    hurts,
  },
  'preload-hint-elsewhere': {
    rule: 'EXT-X-PRELOAD-HINT leads to the region of its playlist.',
    source: bis('4.4.5.3'),
    action: 'Let the packager write URIs that are relative to the playlist.',
    hurts,
  },
  'rendition-report-elsewhere': {
    rule: 'EXT-X-RENDITION-REPORT reports on playlists of its own region.',
    source: bis('4.4.5.4'),
    action: 'Let the packager write URIs that are relative to the playlist.',
    hurts,
  },
  'rendition-report-unknown': {
    severity: 'warning',
    rule: 'EXT-X-RENDITION-REPORT reports on playlists that the master playlist names.',
    source: bis('4.4.5.4'),
    action:
      'Publish the merged master playlist again if rungs were added; otherwise check the outputs of the packager.',
    hurts,
  },
});
