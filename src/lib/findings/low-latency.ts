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
    by: ['check', 'doctor'],
    hurts,
  },
  'delta-update-unasked': {
    rule: 'Only requests with `_HLS_skip` are answered with EXT-X-SKIP.',
    source: bis('6.2.5.1'),
    action: 'Add `_HLS_skip` to the cache key: players that start get a playlist without its first segments.',
    hurts: ['all'],
    by: ['check', 'doctor'],
  },
  'part-hold-back': {
    warningWhen: 'it is at least twice PART-TARGET',
    rule: 'A media playlist with parts has PART-HOLD-BACK, of at least three times PART-TARGET.',
    source: bis('4.4.3.8'),
    action:
      'Set PART-HOLD-BACK at the packager to three times PART-TARGET or more: players that begin nearer to the end stall.',
    hurts,
  },
  'server-control-short': {
    severity: 'warning',
    rule: 'HOLD-BACK is at least three target durations, and CAN-SKIP-UNTIL at least six.',
    source: bis('4.4.3.8'),
    action: 'Raise them at the packager, or leave them out.',
    hurts: ['all'],
  },
  'server-control-apart': {
    severity: 'warning',
    rule: 'The media playlists of a region that have an EXT-X-SERVER-CONTROL have the same.',
    source: bis('6.2.4'),
    action:
      'Give all outputs of the packager the same settings: players that change the rung stall, or lose their place.',
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
