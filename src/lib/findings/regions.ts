import { BROWSERS, bis, LOW_LATENCY_PLAYERS, MEASURED, section } from './finding.js';

/** Whether a player that moves from one region to another goes on where it was. */
export const REGIONS = section('Between regions', ['check', 'doctor'], 'error', {
  'host-shared': {
    rule: 'Each region has a host name of its own.',
    source: MEASURED,
    action: 'Use the host names of the distributions: a player that gives up a host gives up both regions.',
    hurts: ['Shaka'],
  },
  'region-redirected': {
    rule: 'No region is redirected to the host of another.',
    source: bis('6.3.2'),
    action: 'Serve each region from its own host: behind the redirect there is one region, which fails as a whole.',
    by: ['check'],
  },
  'ladders-differ': {
    severity: 'warning',
    rule: 'Each rung and rendition of one region is in every other region.',
    source: bis('6.2.4'),
    action: 'Give both encoders the same settings. `cvs playlist build` shows what is made of them.',
    by: ['doctor'],
  },
  'target-duration-differs': {
    rule: 'A rung has the same EXT-X-TARGETDURATION in every region.',
    source: bis('6.2.4'),
    action: 'Give the encoders of both regions the same segment length.',
    by: ['check', 'detector', 'doctor'],
  },
  'media-sequence-differs': {
    rule: 'The same moment of a rung has the same media sequence number in every region; without common dates, the newest numbers differ by at most three.',
    source: MEASURED,
    action:
      'Lock the output of the encoders to the epoch (MediaLive: output locking, epoch), or start both at the same number. Otherwise some players cannot return to the first region.',
    hurts: ['video.js'],
    by: ['check', 'detector', 'doctor'],
  },
  'discontinuity-sequence-differs': {
    rule: 'The regions count the same discontinuities up to the same moment.',
    source: bis('6.2.4'),
    action: 'Restart both encoders together, or insert the same breaks in both regions.',
    hurts: ['AVPlayer', 'hls.js'],
  },
  'pdt-missing': {
    severity: 'warning',
    rule: 'The media playlists of all regions have EXT-X-PROGRAM-DATE-TIME.',
    source: bis('6.2.4'),
    action: 'Let the encoders write it, and lock them to the same clock: players align regions by it.',
    hurts: BROWSERS,
  },
  'pdt-skew': {
    severity: 'warning',
    rule: 'The regions cut their segments at the same moments, within 0.1 s.',
    source: bis('6.2.4'),
    action: 'Lock both encoders to the same timecode.',
  },
  'region-behind': {
    severity: 'warning',
    rule: 'The newest segments of a rung end within three target durations of each other in every region, by EXT-X-PROGRAM-DATE-TIME.',
    source: bis('6.3.3'),
    action:
      'Check the encoder and the uplink of the region that is behind: a player that moves repeats or skips that much.',
    by: ['check', 'detector', 'doctor'],
  },
  'container-differs': {
    rule: 'The segments of all regions are fMP4, or those of all regions are MPEG-TS.',
    source: bis('4.4.4.5'),
    action: 'Give the packagers of both regions the same settings.',
  },
  'encryption-differs': {
    rule: 'The regions encrypt with the same methods and key systems, and have a key in common.',
    source: bis('4.4.4.4'),
    action: 'Give both packagers the same key provider and the same content id.',
  },
  'low-latency-differs': {
    rule: 'Parts, their length, PART-HOLD-BACK and CAN-BLOCK-RELOAD are the same in every region.',
    source: bis('4.4.3.7'),
    action: 'Give the packagers of both regions the same low-latency settings.',
    hurts: LOW_LATENCY_PLAYERS,
  },
  'server-control-differs': {
    severity: 'warning',
    rule: 'HOLD-BACK and CAN-SKIP-UNTIL are the same in every region.',
    source: bis('6.2.4'),
    action: 'Give the packagers of both regions the same settings: players otherwise start elsewhere after a move.',
  },
  'ad-markers-differ': {
    by: ['check', 'detector', 'doctor'],
    severity: 'warning',
    rule: 'The regions have the same EXT-X-DATERANGE, EXT-X-CUE-OUT and EXT-X-CUE-IN at the same moments, within 0.1 s, with breaks of the same length, within 1 s. The detector looks only in `cvs detector check --against`.',
    source: bis('6.2.4'),
    action: 'Give both packagers the same markers: a viewer who moves in a break sees it again, or none of it.',
  },
  'scrubbing-differs': {
    severity: 'warning',
    rule: 'The I-frame and image playlists of the regions agree, except in their numbers.',
    source: bis('6.2.4'),
    action: 'Give the packagers of both regions the same settings for I-frame and image playlists.',
    by: ['check'],
  },
});
