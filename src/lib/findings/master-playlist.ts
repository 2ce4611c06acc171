import { BROWSERS, bis, MEASURED, section, THRESHOLD } from './finding.js';

const EXO_PLAYER = { source: 'Media3 1.11, source of HlsRedundantGroup', hurts: ['ExoPlayer'] };

/** What the text of a merged master playlist says. */
export const MASTER_PLAYLIST = section('The merged master playlist', ['check'], 'error', {
  'one-pathway': {
    rule: 'The variants are in at least two regions.',
    source: bis('7'),
    action: 'Give the URL of the merged master playlist: `cvs status` shows it.',
  },
  'relative-uri': {
    rule: 'URIs are absolute, since no stream is beside the merged master playlist.',
    source: bis('4.1'),
    action: 'Write the whole URL of the stream in its region.',
  },
  'pathway-missing': {
    rule: 'Every variant has a PATHWAY-ID, or none has and all are on one host.',
    source: bis('4.4.6.2'),
    action: 'Add the PATHWAY-ID of its region.',
  },
  'copies-differ': {
    rule: 'A rung has a copy in every region that agrees in the value of every attribute.',
    source: MEASURED,
    action:
      'Give both encoders the same settings, or let `cvs playlist build` level the attributes: players do not pair copies that differ.',
    hurts: BROWSERS,
  },
  'copies-apart': {
    severity: 'warning',
    rule: 'The copies of a rung follow each other.',
    source: MEASURED,
    action: 'List each rung with all its regions before the next rung.',
    hurts: ['hls.js', 'AVPlayer'],
  },
  'copies-order': {
    severity: 'warning',
    rule: 'The copies of every rung begin with the same region.',
    source: MEASURED,
    action: 'List the regions in the same order for every rung.',
    hurts: BROWSERS,
  },
  'rung-twice': {
    severity: 'warning',
    rule: 'A pathway has one URI for each rung.',
    ...EXO_PLAYER,
    action: 'Remove the backup streams within a region: ExoPlayer refuses the whole playlist.',
  },
  'group-shared': {
    rule: 'Each region has rendition groups of its own.',
    source: MEASURED,
    action: 'Give each region its own groups: otherwise the video moves after a close and the sound does not.',
    hurts: ['hls.js'],
  },
  'group-elsewhere': {
    rule: 'The rendition groups of a region lead to its own host.',
    source: MEASURED,
    action: 'Write the URIs of that region into its groups.',
  },
  'group-missing': {
    rule: 'Every group that a variant names has an EXT-X-MEDIA.',
    source: bis('4.4.6.2'),
    action: 'Add the EXT-X-MEDIA, or remove the name of the group from the variant.',
  },
  'renditions-differ': {
    rule: 'The groups of the copies of a rung have the same renditions.',
    source: bis('4.4.6.1.1'),
    action: 'Give both encoders the same languages and tracks: otherwise the track of a viewer is gone after a move.',
  },
  'name-twice': {
    severity: 'warning',
    rule: 'The renditions of a group have names that differ.',
    source: bis('4.4.6.1.1'),
    action: 'Give each a NAME of its own: players that tell them apart by NAME show one of them.',
    hurts: ['video.js'],
  },
  'uri-stray': {
    severity: 'warning',
    rule: 'Every URI line follows an EXT-X-STREAM-INF.',
    source: bis('4.4.6.2'),
    action: 'Remove the line, or add the EXT-X-STREAM-INF that is missing.',
  },
  'uri-personal': {
    by: ['check', 'doctor'],
    severity: 'warning',
    rule: 'No URI holds the session or the token of one viewer.',
    source: THRESHOLD,
    action: 'Give the packager URIs that are the same for everybody: all viewers lose the stream when this one ends.',
  },
  'rendition-twice': {
    severity: 'warning',
    rule: 'Renditions of one pathway differ in name, language or codecs.',
    ...EXO_PLAYER,
    action: 'Give two qualities of one language names of their own: ExoPlayer refuses the whole playlist.',
  },
  'all-or-none': {
    severity: 'warning',
    rule: 'CLOSED-CAPTIONS=NONE and SCORE are on every variant or on none.',
    source: bis('4.4.6.2'),
    action: 'Add the attribute to the other variants, or remove it.',
    hurts: ['AVPlayer'],
  },
  'tag-twice': {
    rule: 'EXT-X-VERSION and EXT-X-START appear at most once.',
    source: 'RFC 8216bis sections 4.4.1.2 and 4.4.2',
    action: 'Remove all but one.',
  },
  'session-data-twice': {
    rule: 'Each DATA-ID appears at most once for a LANGUAGE.',
    source: bis('4.4.6.4'),
    action: 'Remove all but one.',
    hurts: ['AVPlayer'],
  },
  'session-key-twice': {
    rule: 'Each EXT-X-SESSION-KEY appears once.',
    source: bis('4.4.6.5'),
    action: 'Remove all but one.',
    hurts: ['AVPlayer'],
  },
  'session-key-of-one-region': {
    severity: 'warning',
    rule: 'The keys of EXT-X-SESSION-KEY come from every region, or from none of them.',
    source: bis('4.4.6.5'),
    action: 'Serve the keys from a host that does not fail together with a region.',
  },
  'define-twice': {
    rule: 'EXT-X-DEFINE defines a variable once.',
    source: bis('4.4.2.3'),
    action: 'Remove all but one: players stop.',
  },
  'define-outside': {
    rule: 'EXT-X-DEFINE of a master playlist takes no value by IMPORT.',
    source: bis('4.4.2.3'),
    action: 'Replace the variable by its value: it has none in a master playlist.',
  },
  'query-variable-absent': {
    rule: 'The URL of the playlist has every parameter that EXT-X-DEFINE:QUERYPARAM names.',
    source: bis('4.4.2.3'),
    action: 'Give viewers URLs that have it, and cvs too: players must refuse the playlist without it.',
  },
  'query-variable-support': {
    severity: 'note',
    rule: 'The players of the viewers know EXT-X-DEFINE:QUERYPARAM.',
    source: 'measured; androidx/media issue 1854, "Support to QUERYPARAM HLS (13) tag"',
    action: 'Give viewers whose players do not know it cookies, or a playlist of their own.',
    hurts: ['video.js', 'ExoPlayer'],
  },
  'version-too-low': {
    severity: 'warning',
    rule: 'EXT-X-VERSION is 11 or more in a playlist with EXT-X-DEFINE:QUERYPARAM.',
    source: bis('8'),
    action: 'Let the packager write the version that its tags need: older players refuse to guess.',
    hurts: [],
  },
  'variable-undefined': {
    rule: 'Every variable that is used is defined.',
    source: bis('4.3'),
    action: 'Define the variable, or replace it by its value: players stop.',
    by: ['check', 'detector'],
  },
  unchecked: {
    severity: 'note',
    rule: 'Every media playlist was fetched: of a long ladder, only the first 40 rungs and renditions are.',
    source: THRESHOLD,
    action: 'Nothing. The rungs that were not fetched may have faults that are not found.',
    hurts: [],
  },
});
