import { readDelivery } from '../../../hls/delivery.js';
import type { HttpResponse } from '../../../http/http-client.js';
import { type Finding, finding } from '../playlist-finding.js';
import { cookieFindings } from '../protection.js';

/**
 * Whether players in browsers may read a response, and how long caches may keep it.
 *
 * @param line of the master's entry that leads to it
 * @param limitS how old it may be when players get it, in seconds
 */
export function deliveryFindings(response: HttpResponse, line: number, limitS: number): Finding[] {
  const { url, headers } = response;
  const found: Finding[] = cookieFindings(response, line);
  const { allowOrigin, ageS = 0, lifetimeS, allowsCredentials, refusesCredentials } = readDelivery(headers);
  // Players that send credentials are those of one site, which is named.
  if (allowOrigin !== '*' && !(allowsCredentials && allowOrigin !== undefined)) {
    const says =
      allowOrigin === undefined ? 'no Access-Control-Allow-Origin' : `Access-Control-Allow-Origin: ${allowOrigin}`;
    found.push(finding('cors-missing', line, `${url} has ${says}: players on other sites cannot read it`));
  }
  if (refusesCredentials) {
    const message = `${url} has Access-Control-Allow-Credentials: true and Access-Control-Allow-Origin: *`;
    found.push(finding('cors-credentials', line, message));
  }
  if (ageS > limitS || (lifetimeS ?? 0) > limitS) {
    const kept = ageS > limitS ? `is ${ageS} s old` : `may be kept for ${lifetimeS} s`;
    found.push(finding('cached-too-long', line, `${url} ${kept}, which is more than ${limitS} s`));
  } else if (lifetimeS === undefined) {
    found.push(finding('ttl-unstated', line, `${url} has no Cache-Control: each cache decides for itself`));
  }
  return found;
}
