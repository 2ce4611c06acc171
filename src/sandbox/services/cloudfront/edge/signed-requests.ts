import type { Behavior } from './edge-config.js';
import type { EdgeRequest, EdgeResponse } from './messages.js';

/**
 * Refuses a request without a signature where a behavior trusts key groups or signers ("Serve private content with signed
 * URLs and signed cookies"). The sandbox verifies no signatures, and refuses every request that has one.
 */
export function refuseUnsigned(
  { TrustedKeyGroups, TrustedSigners }: Behavior,
  { query, headers }: Pick<EdgeRequest, 'query' | 'headers'>,
): EdgeResponse | undefined {
  if (!TrustedKeyGroups?.Enabled && !TrustedSigners?.Enabled) return undefined;
  const isSigned = /(^|&)Key-Pair-Id=/.test(query) || /\bCloudFront-Key-Pair-Id=/.test(headers.cookie ?? '');
  return isSigned
    ? refusal('AccessDenied', 'The sandbox does not verify signatures.')
    : refusal('MissingKey', 'Missing Key-Pair-Id query parameter or cookie value');
}

function refusal(code: string, message: string): EdgeResponse {
  const xml = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status: 403, headers: { 'content-type': 'text/xml' }, body: Buffer.from(xml) };
}
