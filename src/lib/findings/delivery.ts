import { BROWSERS, bis, type Severity, section } from './finding.js';

/** How long a cache may keep a playlist, in seconds, before a closed one outlives the buffer of players, which stall. */
const HARMFUL_AGE_S = 30;

/** How bad it is that caches keep a media playlist for so many seconds, which are more than a target duration. */
export function cachedSeverity(seconds: number): Severity {
  return seconds > HARMFUL_AGE_S ? 'error' : 'warning';
}

/** How playlists reach players: through which caches, and with which headers. */
export const DELIVERY = section('Delivery', ['check'], 'error', {
  'cached-too-long': {
    warningWhen: 'the detector or `cvs doctor` finds it and it is at most 30 s',
    rule: 'Caches keep a live media playlist for at most a target duration, a steering manifest for at most its TTL, and the master playlist for at most 60 s.',
    source: 'RFC 8216bis section 6.3.4; 60 s and 30 s are thresholds chosen by cvs',
    action:
      'Let the origin send Cache-Control: max-age of half a target duration, and set the minimum TTL of the cache policy to 0.',
    by: ['check', 'detector', 'doctor'],
  },
  'ttl-unstated': {
    severity: 'warning',
    rule: 'Playlists have a Cache-Control header.',
    source: 'CloudFront, "Manage how long content stays in the cache"',
    action:
      'Let the origin send Cache-Control: max-age of half a target duration. Without it each cache decides for itself: CloudFront keeps it for up to a day.',
  },
  'cors-missing': {
    warningWhen: '`cvs doctor` finds it, which does not know whether any viewer uses a browser',
    rule: 'Playlists have Access-Control-Allow-Origin for the sites that players are on.',
    source: 'Fetch Standard, CORS protocol',
    action: 'Attach a response headers policy for CORS to the distribution, such as SimpleCORS.',
    hurts: BROWSERS,
    by: ['check', 'doctor'],
  },
  'credentials-refused': {
    rule: 'A distribution names the sites of players.credentialOrigins, with Access-Control-Allow-Credentials: true, when a player of such a site asks.',
    source: 'Fetch Standard, CORS protocol and credentials',
    action:
      'Name the sites in the response headers policy of the distribution, or let the origin echo the Origin header that the distribution passes on and has in its cache key.',
    hurts: BROWSERS,
    by: ['doctor'],
  },
  'origin-hidden': {
    severity: 'warning',
    rule: 'With several sites in players.credentialOrigins, a distribution passes on the Origin header to the copilot.',
    source: 'Lambda@Edge, "Lambda@Edge event structure": a function sees the headers that the distribution passes on',
    action:
      'Attach the origin request policy CORS-CustomOrigin to the behaviors of the distribution: else its 404 while it is closed names the first site only, and players of the others retry for longer before they leave.',
    hurts: BROWSERS,
    by: ['doctor'],
  },
  'preflight-refused': {
    severity: 'warning',
    rule: 'A distribution answers the preflight of a player that sends headers of its own.',
    source: 'Fetch Standard, CORS-preflight fetch',
    action:
      'Allow OPTIONS in the behaviors of the distribution and answer it at the origin or by a response headers policy, if any player sends CMCD headers or Authorization. Players that send none do not need it.',
    hurts: BROWSERS,
    by: ['doctor'],
  },
  'master-cors': {
    rule: 'Players in browsers may read the master playlist and the steering manifest, and may send headers of their own.',
    source: 'Fetch Standard, CORS protocol',
    action: 'Run `cvs deploy`: the response headers policy or the copilot is not what the cluster file says.',
    hurts: BROWSERS,
    by: ['doctor'],
  },
  'cors-credentials': {
    by: ['check', 'doctor'],
    severity: 'warning',
    rule: 'Where players may send credentials, Access-Control-Allow-Origin names their site.',
    source: 'Fetch Standard, CORS protocol and credentials',
    action:
      'Name the sites in the response headers policy, or leave Access-Control-Allow-Credentials out: browsers refuse `*` to players that send credentials.',
    hurts: BROWSERS,
  },
  'cors-missing-on-errors': {
    by: ['check', 'doctor'],
    severity: 'warning',
    rule: 'Error answers have Access-Control-Allow-Origin too.',
    source: 'Fetch Standard, CORS protocol',
    action:
      'Add the header to error answers, such as by a response headers policy of the distribution: without it players in browsers see no status, and leave a failed region later.',
    hurts: BROWSERS,
  },
  'media-unreachable': {
    rule: 'Every media playlist can be fetched, unless its region is closed.',
    source: bis('6.3.2'),
    action: 'Check that the encoder of that region delivers every rung, and what its distribution answers.',
  },
  'media-malformed': {
    rule: 'What is fetched is a media playlist, and lists a segment. Subtitles may list none yet.',
    source: bis('6.3.2'),
    action: 'Fetch it with curl. An error page with status 200 comes from a proxy or from custom error responses.',
  },
  'scrubbing-broken': {
    severity: 'warning',
    rule: 'Every I-frame and image playlist can be fetched, and lists a segment.',
    source: bis('4.4.6.3'),
    action: 'Check the outputs of the packager: viewers see no pictures while they seek in that region.',
  },
  'not-found-rewritten': {
    rule: 'A 404 reaches players as the copilot or the origin answers it.',
    source: 'CloudFront, "Generate custom error responses"',
    action:
      'Remove the error page for 404 (an error caching time without a page may stay): it replaces the 404 of a closed distribution and its headers, so that players do not leave, and detectors see a failure.',
    by: ['doctor'],
  },
  'not-found-cached-long': {
    severity: 'warning',
    rule: 'A 404 is cached for at most 10 s.',
    source: 'CloudFront, "Control how long CloudFront caches errors": its default',
    action: 'Lower the error caching minimum TTL of 404 to 10 s or less.',
    by: ['doctor'],
  },
  'origin-errors-kept': {
    severity: 'warning',
    rule: 'Errors 500, 502, 503 and 504 of an origin are cached for at most 1 s.',
    source: 'CloudFront, "Control how long CloudFront caches errors"; measured',
    action:
      'Run `cvs deploy --tune-distributions`, or set ErrorCachingMinTTL of these errors to 0 yourself. CloudFront otherwise serves an error on to viewers when the next request would already go to the origin of another region.',
    by: ['doctor'],
  },
  'connecting-takes-long': {
    severity: 'warning',
    rule: 'ConnectionAttempts × ConnectionTimeout of an origin is at most three target durations.',
    source: 'CloudFront, "Control origin timeouts and attempts"; RFC 8216bis section 6.3.3',
    action:
      'Run `cvs deploy --tune-distributions`, or lower both yourself. Players have about three target durations in their buffers, and stall while an edge still tries to connect.',
    by: ['doctor'],
  },
  'response-timeout-long': {
    severity: 'warning',
    rule: 'ConnectionAttempts × OriginReadTimeout of an origin is at most three target durations.',
    source: 'CloudFront, "Origin settings", response timeout; RFC 8216bis section 6.3.3',
    action:
      'Run `cvs deploy --tune-distributions`, or lower both yourself. When an origin hangs, every request in flight waits for so long, also after the region is rerouted.',
    by: ['doctor'],
  },
  'response-timeout-short': {
    severity: 'warning',
    rule: 'Where a server holds requests for playlists that are not there yet, OriginReadTimeout is more than a target duration.',
    source: 'RFC 8216bis section 6.2.5.2',
    action: 'Raise OriginReadTimeout to two target durations: CloudFront otherwise answers such requests with 504.',
    by: ['doctor'],
  },
});
