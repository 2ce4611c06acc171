/** `uri` resolved against `base`, as players do (RFC 3986 section 5); as it is where that gives no URL. */
export function absoluteUrl(uri: string, base: string): string {
  try {
    return new URL(uri, base).href;
  } catch {
    return uri;
  }
}
