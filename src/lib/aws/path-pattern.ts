/** Whether a path matches CloudFront's pattern: `*` is any characters, `?` is one (Developer Guide, "Path pattern"). */
export function matchesPathPattern(pattern: string, path: string): boolean {
  const source = pattern
    .replace(/^\//, '')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^/?${source}$`).test(path);
}
