import { section, THRESHOLD } from './finding.js';

/** What one version of a media playlist says, and what it says compared with the version before. */
export const MEDIA_PLAYLIST = section('Media playlists of one stream', ['detector'], 'warning', {
  'sequence-back': {
    by: ['check', 'detector'],
    severity: 'error',
    rule: 'EXT-X-MEDIA-SEQUENCE never decreases.',
    source: 'RFC 8216 section 6.2.2',
    action:
      'The encoder or packager was restarted, or caches of different ages answer in turn. Fail over: players may stall until they are reloaded.',
  },
  'sequence-standing': {
    by: ['check', 'detector'],
    severity: 'error',
    rule: 'EXT-X-MEDIA-SEQUENCE grows by one for each segment that is removed.',
    source: 'RFC 8216 section 6.2.2',
    action: 'Fail over and restart the packager: players take new segments for old ones.',
  },
  'sequence-jump': {
    rule: 'At most twice as many segments appear as fit into the time that passed, and three more.',
    source: `RFC 8216 section 3 (each segment number is one more than the one before it); ${THRESHOLD}`,
    action:
      'Segments are missing, or the other pipeline of the channel took over with numbers of its own. Compare the regions: `cvs detector check --against`.',
  },
  'uris-changed': {
    by: ['check', 'detector'],
    severity: 'error',
    rule: 'A segment keeps its URI for as long as it is listed.',
    source: 'RFC 8216 section 6.2.1',
    action:
      'Two encoders write the same playlist, or an encoder was replaced without a discontinuity. Stop one of them.',
  },
  'window-shrunk': {
    by: ['check', 'detector'],
    severity: 'error',
    rule: 'Segments are removed at the beginning only, and at least three target durations remain.',
    source: 'RFC 8216 section 6.2.2',
    action:
      'The packager lost its window, usually in a restart: players that are behind stall. Check it before you send players there.',
  },
  'discontinuity-sequence': {
    by: ['check', 'detector'],
    severity: 'error',
    rule: 'EXT-X-DISCONTINUITY-SEQUENCE grows by one for each EXT-X-DISCONTINUITY that leaves the playlist, and only then.',
    source: 'RFC 8216 section 6.2.2',
    action: 'Players that change the rung lose their position. Check the ad markers and the restarts of the packager.',
  },
  'segment-too-long': {
    rule: 'No EXTINF, rounded to whole seconds, is greater than EXT-X-TARGETDURATION.',
    source: 'RFC 8216 section 4.3.3.1',
    action: 'Make the segment length of the packager a multiple of the key frame interval of the encoder.',
  },
  'target-duration-changed': {
    by: ['check', 'detector'],
    rule: 'EXT-X-TARGETDURATION does not change.',
    source: 'RFC 8216 section 6.2.1',
    action: 'An encoder with other settings took over. Give both pipelines, and both regions, the same settings.',
  },
  'part-too-long': {
    rule: 'No EXT-X-PART is longer than PART-TARGET.',
    source: 'RFC 8216bis section 4.4.4.9',
    action: 'Low-latency players stall at the live edge. Check the part duration of the packager.',
  },
  'date-gap': {
    rule: 'The EXT-X-PROGRAM-DATE-TIME of a segment is that of the segment before it plus its EXTINF, within 0.5 s, except at a discontinuity.',
    source: `RFC 8216 section 4.3.2.6; 0.5 s is ${THRESHOLD}`,
    action: 'The encoder lost input, or its clock was set. Players that align regions by date jump.',
  },
  'date-drift': {
    rule: 'The newest segment ends at most 2 s after the wall clock, and at most 60 s or ten target durations before it.',
    source: `RFC 8216 section 6.2.1; ${THRESHOLD}`,
    action:
      'The clock of the encoder is wrong, or the region is far behind the other. Check its time source before you rely on dates.',
  },
  'gap-share': {
    rule: 'At most a tenth of the segments are EXT-X-GAP.',
    source: `RFC 8216bis section 4.4.4.7; ${THRESHOLD}`,
    action: 'The encoder loses input. Check its input alerts, and fail over if it goes on.',
  },
  'tag-misplaced': {
    by: ['check', 'detector'],
    severity: 'error',
    rule: 'Tags of the whole playlist appear once, and EXT-X-MEDIA-SEQUENCE and EXT-X-DISCONTINUITY-SEQUENCE before the first segment.',
    source: 'RFC 8216bis sections 4.4.1 to 4.4.3',
    action: 'Correct the packager: hls.js 1.6 and later refuse the playlist.',
    hurts: ['hls.js'],
  },
  'event-slides': {
    by: ['check', 'detector'],
    rule: 'No segment is removed from a playlist with EXT-X-PLAYLIST-TYPE:EVENT.',
    source: 'RFC 8216 section 6.2.1',
    action: 'Remove the tag, or keep all segments: players begin at the first one, and keep what is gone.',
  },
  'updates-late': {
    rule: 'A new segment appears at most 1.5 target durations after the one before it, nine times in ten.',
    source: 'RFC 8216 section 6.2.1',
    action:
      'AVPlayer takes a playlist that stands still for longer for an error, and changes the rung. Check how the packager publishes, and how long caches keep the playlist.',
  },
  'space-after-colon': {
    rule: 'No white space follows the colon of a tag.',
    source: 'RFC 8216 section 4.1',
    action: 'Correct the packager: some players pass over such tags.',
  },
  'target-durations-apart': {
    by: ['check', 'detector'],
    severity: 'error',
    warningWhen: 'the detector finds it',
    rule: 'All media playlists of a stream, subtitles too, have the same EXT-X-TARGETDURATION.',
    source: 'RFC 8216 section 6.2.4',
    action: 'Give all outputs of the packager the same segment length. Players may stall when they change the rung.',
  },
  'variants-out-of-step': {
    rule: 'The newest segments of all variants and audio of a stream end within two target durations of each other, by date, otherwise by number.',
    source: 'RFC 8216 section 6.2.4: variants have matching timestamps',
    action: 'The encoder of one rung lags, and players that change to it stall. Restart that output, or the channel.',
  },
});
