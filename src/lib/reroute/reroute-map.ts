/** Where the stream of a region comes from. */
export interface StreamOrigin {
  domainName: string;
  port: number;
  protocol: 'http' | 'https';
  /** The origin path of the distribution, in front of the path that viewers ask for; empty or with a leading slash. */
  path: string;
  sslProtocols: readonly string[];
  /** How long a request of the live stream may wait for an answer, in whole seconds. */
  readTimeout: number;
  /** It wants header fields that its distribution adds; they are the same in every region that can stand in for it. */
  customHeaders?: true;
  /**
   * What the paths of the stream begin with, as viewers ask its distribution for them. The same index means the same
   * playlists and segments in every region.
   */
  prefixes: readonly string[];
}

/** How the requests of one region are answered by the origin of another: a part of what the copilot is deployed with. */
export interface RerouteMap {
  /** By region. */
  origins: Readonly<Record<string, StreamOrigin>>;
  /** By region: the regions whose origin can stand in. */
  ways: Readonly<Record<string, readonly string[]>>;
}

/** Which of these a path begins with, the longest; -1 for none. */
export function longestPrefix(prefixes: readonly string[], path: string): number {
  let found = -1;
  for (const [index, prefix] of prefixes.entries()) {
    if (path.startsWith(prefix) && prefix.length > (prefixes[found]?.length ?? -1)) found = index;
  }
  return found;
}

/** No region can stand in for another. */
export const NO_REROUTES: RerouteMap = { origins: {}, ways: {} };
