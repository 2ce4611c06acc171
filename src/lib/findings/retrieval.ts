import { section, THRESHOLD } from './finding.js';

/** The ways in which no playlist comes of a request. */
export type RetrievalFailure = keyof typeof RETRIEVAL.entries;

/** How a request for a playlist fails, in the order of the way to it. */
export const RETRIEVAL = section('Getting a playlist', ['detector'], 'error', {
  dns: {
    rule: 'The host name of a playlist resolves.',
    source: 'RFC 9110 section 4.3',
    action: 'Check the DNS record of the origin. When an endpoint is deleted, its name is deleted too.',
  },
  refused: {
    rule: 'The host accepts connections.',
    source: 'RFC 9293 section 3.5',
    action: 'Fail over. Then check whether the packager runs and whether a security group was changed.',
  },
  tls: {
    rule: 'The certificate is valid for the host.',
    source: 'RFC 9110 section 4.3.4',
    action: 'Renew or replace the certificate: viewers get nothing from a distribution whose certificate is invalid.',
  },
  timeout: {
    rule: 'A playlist arrives completely within the deadline, and within 5 s.',
    source: `${THRESHOLD}: no answer is worse for players than an error (11 to 23 s of stall, measured)`,
    action: 'Close the distribution: players leave at once on a 404, and wait for an answer that does not come.',
  },
  network: {
    rule: 'The connection holds until the answer is complete.',
    source: 'RFC 9112 section 8',
    action: 'If it repeats, check the load of the origin and the network in front of it.',
  },
  'redirect-loop': {
    rule: 'Redirects lead to a playlist in at most five steps.',
    source: 'RFC 9110 section 15.4',
    action: 'Check the redirect rules of the origin and of the distribution.',
  },
  'local-address': {
    rule: 'What redirects and playlists name has a public address, unless the configured host has none itself.',
    source: `${THRESHOLD}: what is named by somebody else must not reach services of this machine or network`,
    action: 'Correct the redirect or the URI: players of viewers do not reach such an address either.',
  },
  downgrade: {
    rule: 'No redirect leads from https to http.',
    source: 'RFC 9110 section 4.2.2; browsers refuse it too (Mixed Content)',
    action: 'Let the server redirect to https.',
  },
  'too-large': {
    rule: 'A playlist is at most 10 MiB long.',
    source: THRESHOLD,
    action: 'Shorten the DVR window: players read the whole playlist once a target duration.',
  },
  'http-status': {
    rule: 'The answer has status 200, or 304 to a conditional request.',
    source: 'RFC 8216 section 6.2.1',
    action:
      '404: the channel or endpoint was deleted. 403: access was changed. 5xx: the packager fails. Fail over if it lasts.',
  },
  'not-hls': {
    rule: 'The answer begins with #EXTM3U and has what its kind of playlist requires.',
    source: 'RFC 8216 sections 4.3.1.1 and 4.3.3.1',
    action:
      'Fetch it with curl. An error page with status 200 comes from a proxy or from the custom error responses of the distribution.',
  },
  truncated: {
    rule: 'The playlist does not end in the middle of a segment or a tag.',
    source: 'RFC 8216 section 4.3.2.1',
    action: 'Check whether the packager replaces its playlists atomically, and whether a proxy cuts answers off.',
  },
});
