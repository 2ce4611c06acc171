import type { FetchFailure } from '../../http/http-client.js';
import type { CheckInfo } from './check.js';

/** Why a playlist was not got, in the order of the way to it. */
export type RetrievalFailure =
  | Exclude<FetchFailure, 'aborted' | 'invalid-url'>
  | 'http-status'
  | 'not-hls'
  | 'truncated';

const info = (name: string, rule: string, source: string, action: string): CheckInfo => ({
  name,
  severity: 'error',
  rule,
  source,
  action,
});

/** One check for each way in which a playlist fails to come. */
export const RETRIEVAL_CHECKS: Readonly<Record<RetrievalFailure, CheckInfo>> = {
  dns: info(
    'dns',
    'The host name resolves.',
    'RFC 9110 section 4.3',
    'Look at the origin’s DNS record; a deleted endpoint takes its name with it.',
  ),
  refused: info(
    'refused',
    'The host accepts connections.',
    'RFC 9293 section 3.5',
    'The packager is down or a security group changed: fail over, then look at the origin.',
  ),
  tls: info(
    'tls',
    'The certificate is valid for the host.',
    'RFC 9110 section 4.3.4',
    'Renew or replace the certificate; viewers of a distribution with an invalid one get nothing.',
  ),
  timeout: info(
    'timeout',
    'A playlist comes whole within the deadline, and within 5 s.',
    'House rule: hanging is worse for players than an error (11 to 23 s of stall, measured)',
    'Close the distribution: a 404 moves players at once, a hanging connection does not.',
  ),
  network: info(
    'network',
    'The connection holds until the whole answer is there.',
    'RFC 9112 section 8',
    'If it repeats, look at the origin’s load and at what stands between.',
  ),
  'redirect-loop': info(
    'redirect-loop',
    'Redirects lead to a playlist within five steps.',
    'RFC 9110 section 15.4',
    'Look at the redirect rules of origin and distribution.',
  ),
  'too-large': info(
    'too-large',
    'A playlist is at most 10 MiB.',
    'House rule',
    'Shorten the DVR window: players read all of it each target duration.',
  ),
  'http-status': info(
    'http-status',
    'The answer is 200, or 304 to a conditional request.',
    'RFC 8216 section 6.2.1',
    '404: the channel or endpoint is gone. 403: access changed. 5xx: the packager fails. Fail over if it lasts.',
  ),
  'not-hls': info(
    'not-hls',
    'The body begins with #EXTM3U and has what its kind of playlist needs.',
    'RFC 8216 sections 4.3.1.1 and 4.3.3.1',
    'Fetch it with curl: an error page with status 200 comes from a proxy or from the distribution’s custom errors.',
  ),
  truncated: info(
    'truncated',
    'The playlist does not end in the middle of a segment.',
    'RFC 8216 section 4.3.2.1',
    'The packager writes without replacing atomically, or a proxy cuts answers off.',
  ),
};
