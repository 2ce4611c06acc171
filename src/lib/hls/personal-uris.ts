/** Query parameters that packagers and CDNs give one viewer, or for a time: sessions, tokens, signatures, expiry. */
const PERSONAL =
  /^(.*session(_?id)?|aws\.sessionid|s?sid|hdn(ts|ea|tl)|.*token|jwt|auth(key|orization)?|sig(nature)?|policy|key-pair-id|exp(ires|iry)?|x-(amz|goog)-.*|wmsauthsign)$/i;

/** Values of fewer characters tell nobody apart: MediaPackage v2 writes `aws.sessionId=no`. */
const SHORTEST = 4;

/** Path segments of the same kind: `session/…`, `hdntl=exp=…`, `sid-…`, a JWT. */
const PERSONAL_SEGMENT = /^(hdn(ts|ea|tl)=.*|exp=\d.*|(session|token|sid)[=:_-].+|eyJ[\w-]{10,}\.[\w-]+\.[\w-]*)$/i;

/**
 * What in a URI is usually made for one viewer, or for a time: the name of a query parameter, or the beginning of a path
 * segment. Undefined where nothing is known to be. The value is left out: it may be a secret.
 */
export function personalPartOf(uri: string): string | undefined {
  const [path = '', query = ''] = uri.split(/\?(.*)/s, 2);
  for (const pair of query.split(/[&;]/)) {
    const name = pair.split('=', 1)[0] ?? '';
    // A variable of EXT-X-DEFINE is each viewer's own.
    if (pair.startsWith('{$', name.length + 1)) continue;
    if (pair.length > name.length + SHORTEST && PERSONAL.test(name)) return name;
  }
  const segment = path.split('/').find((one) => PERSONAL_SEGMENT.test(one));
  return segment && (/^[a-z]+(?=[=:_-])/i.exec(segment)?.[0] ?? 'a token');
}
