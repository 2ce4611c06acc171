import { bis, MEASURED, section, THRESHOLD } from './finding.js';

/** Whether players are told where to go. */
export const STEERING = section('Content steering', ['check'], 'error', {
  'no-steering': {
    severity: 'note',
    rule: 'The master playlist has EXT-X-CONTENT-STEERING.',
    source: MEASURED,
    action:
      'Build the merged master playlist with steering: `cvs playlist publish`. Without it players leave a region only on errors (hls.js once in 300 s), and do not come back.',
    hurts: ['hls.js', 'Shaka'],
  },
  'steering-twice': {
    rule: 'EXT-X-CONTENT-STEERING appears once.',
    source: bis('4.4.6.6'),
    action: 'Remove all but one.',
  },
  'steering-uri': {
    rule: 'EXT-X-CONTENT-STEERING has a SERVER-URI that can be fetched.',
    source: bis('4.4.6.6'),
    action: 'Set SERVER-URI to the URL of the steering manifest: `cvs outputs` names its host.',
  },
  'steering-on-region-host': {
    severity: 'warning',
    rule: 'The steering manifest has a host of its own, which does not fail together with a region.',
    source: bis('7'),
    action: 'Serve it from the master playlist distribution.',
  },
  'pathway-unknown': {
    rule: 'The PATHWAY-ID of EXT-X-CONTENT-STEERING is the pathway of a variant.',
    source: bis('4.4.6.6'),
    action: 'Set it to the pathway of the first variant.',
  },
  'start-elsewhere': {
    severity: 'warning',
    rule: 'The PATHWAY-ID of EXT-X-CONTENT-STEERING is the pathway of the first variant.',
    source: MEASURED,
    action: 'Set it to the pathway of the first variant: players with and without steering then start in one region.',
    hurts: ['Shaka', 'video.js'],
  },
  'steering-unreachable': {
    rule: 'The steering manifest can be fetched.',
    source: bis('7'),
    action: 'Check the copilot of the master playlist distribution: `cvs doctor`.',
  },
  'steering-malformed': {
    rule: 'The steering manifest is JSON with VERSION 1 and a PATHWAY-PRIORITY.',
    source: bis('7.1'),
    action: 'Fetch it with curl and check what answers at that URL.',
  },
  'steering-pathway-twice': {
    rule: 'The steering manifest names each pathway once.',
    source: 'Media3 1.11, source of SteeringManifestParser',
    action: 'Remove the second one: ExoPlayer refuses the manifest.',
    hurts: ['ExoPlayer'],
  },
  'steering-reload-uri': {
    severity: 'warning',
    rule: 'RELOAD-URI is absolute, or absent.',
    source: MEASURED,
    action: 'Write the whole URL, or leave it out: Shaka never asks again after a relative one.',
    hurts: ['Shaka'],
  },
  'steering-ttl-long': {
    severity: 'warning',
    rule: 'The TTL of the steering manifest is at most 300 s.',
    source: `${bis('7.1')}; ${THRESHOLD}`,
    action: 'Lower the TTL: players learn only after it that a region is to be left.',
  },
  'steering-ttl-malformed': {
    severity: 'warning',
    rule: 'The TTL of the steering manifest is a number above 0.',
    source: bis('7.1'),
    action: 'Write the seconds as a JSON number, without quotes: some players ask again after 300 s, or never.',
  },
  'steering-inline': {
    severity: 'warning',
    rule: 'A steering manifest in a `data:` URI has a RELOAD-URI.',
    source: 'Apple, HLS Content Steering Specification',
    action: 'Add a RELOAD-URI with the URL of a steering manifest, or name that URL in SERVER-URI.',
  },
  'steering-pathway-unknown': {
    severity: 'warning',
    rule: 'The steering manifest names only pathways of the master playlist, and their clones.',
    source: bis('7.1'),
    action: 'Publish the merged master playlist again: `cvs playlist publish`.',
  },
});
