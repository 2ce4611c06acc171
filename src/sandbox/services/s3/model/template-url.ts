/**
 * Bucket and key of a URL of an object in S3: virtual-hosted style, path style, or path style at the sandbox's own
 * endpoint ("Methods for accessing a general purpose bucket", Amazon S3 User Guide). Undefined for any other URL.
 */
export function parseObjectUrl(url: string, endpoint: string): { bucket: string; key: string } | undefined {
  if (!URL.canParse(url)) return undefined;
  const { host, pathname } = new URL(url);
  const path = decodeURIComponent(pathname.slice(1));
  const hosted = /^(.+)\.s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com$/.exec(host);
  if (hosted) return path ? { bucket: hosted[1] as string, key: path } : undefined;
  const isPathStyle = /^s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com$/.test(host) || host === new URL(endpoint).host;
  const slash = path.indexOf('/');
  if (!isPathStyle || slash < 1 || slash === path.length - 1) return undefined;
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}
