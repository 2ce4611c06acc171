/** What an origin is, told by its host name. */
export interface OriginKind {
  kind: 'MediaPackage v1' | 'MediaPackage v2' | 'MediaStore' | 'S3' | 'other';
  /** Region that the host name tells. */
  region?: string;
}

/** Host names as the services give them out (their user guides, "endpoint" pages). */
const PATTERNS: readonly (readonly [Exclude<OriginKind['kind'], 'other'>, RegExp])[] = [
  ['MediaPackage v2', /^[a-z0-9-]+\.egress\.[a-z0-9-]+\.mediapackagev2\.([a-z0-9-]+)\.amazonaws\.com$/],
  ['MediaPackage v1', /^[a-z0-9-]+\.mediapackage\.([a-z0-9-]+)\.amazonaws\.com$/],
  ['MediaStore', /^[a-z0-9-]+\.data\.mediastore\.([a-z0-9-]+)\.amazonaws\.com$/],
  ['S3', /^[a-z0-9.-]+\.s3(?:-website)?[.-]([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com$/],
  ['S3', /^[a-z0-9.-]+\.s3\.amazonaws\.com$/],
];

/** Recognises an origin of CloudFront by its domain name. */
export function originKind(domainName: string): OriginKind {
  for (const [kind, pattern] of PATTERNS) {
    const found = pattern.exec(domainName.toLowerCase());
    if (found) return { kind, ...(found[1] ? { region: found[1] } : {}) };
  }
  return { kind: 'other' };
}
