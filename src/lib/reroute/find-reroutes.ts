import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import type { StreamRegion } from '../cluster/cluster.js';
import { messageOf } from '../errors.js';
import type { HttpClient } from '../http/http-client.js';
import { type Alike, compareStreams } from './compare-streams.js';
import { type EdgeOrigin, edgeOrigin, type OriginObstacle, originBehind } from './edge-origin.js';
import { pathOf, type RegionStream, regionStream } from './region-stream.js';
import type { RerouteMap, StreamOrigin } from './reroute-map.js';
import { type Difference, type WhyNot, whyDiffers } from './why-not.js';

/** A stream region, and its distribution's configuration. */
export interface DistributedRegion {
  member: StreamRegion;
  config: DistributionConfig;
}

/** Whether one region's origin can answer for another. */
export type Way =
  | { from: string; to: string; possible: true; lag: number }
  /** `unread`: a stream could not be read, so that nothing is known of it. */
  | ({ from: string; to: string; possible: false; unread?: true } & WhyNot);

export interface FoundReroutes {
  map: RerouteMap;
  ways: readonly Way[];
}

/** Longest value of a CloudFormation parameter, in bytes (CloudFormation, "Understand CloudFormation quotas"). */
const MOST_BYTES = 4096;
/** What a cluster without a mapping is deployed with: the parameter's default. */
export const NO_MAP = 'none#null';

/** Bounds of the response timeout, in whole seconds. A function may name 1 to 60 (CloudFront, "Response timeout"). */
const TIMEOUT_S = { least: 2, most: 20 };
/**
 * The same in target durations. Players stall when requests wait for longer. A reload that waits for a segment may take a
 * whole one (RFC 8216bis section 6.2.5.2).
 */
const TIMEOUT_TARGET_DURATIONS = { usual: 1, reloadsWait: 1.5 };

/**
 * Finds out which regions' origins can answer for one another, by what their streams and distributions are now. Regions of
 * which nothing can be read are in no way, and the way says so.
 *
 * @throws what `signal` aborts with
 */
export async function findReroutes(
  regions: readonly DistributedRegion[],
  context: { http: HttpClient; signal?: AbortSignal },
): Promise<FoundReroutes> {
  const looks = await Promise.all(regions.map((one) => lookAt(one, context)));
  const origins: Record<string, StreamOrigin> = {};
  const ways: Way[] = [];
  for (const [index, one] of looks.entries()) {
    for (const other of looks.slice(index + 1)) {
      const found = await compare(one, other, context.signal);
      const sides = 'prefixes' in found && sidesOf([one, other], found, origins);
      if (sides) {
        Object.assign(origins, sides);
        ways.push(way(one, other, found.lag), way(other, one, -found.lag));
      } else {
        const why = 'prefixes' in found ? otherwisePaired(one, other) : found;
        ways.push({ from: one.region, to: other.region, possible: false, ...why });
        ways.push({ from: other.region, to: one.region, possible: false, ...why });
      }
    }
  }
  const possible = ways.filter((one) => one.possible);
  return {
    map: {
      origins,
      ways: Object.fromEntries(
        looks.map(({ region }) => [region, possible.filter(({ from }) => from === region).map(({ to }) => to)]),
      ),
    },
    ways,
  };
}

/**
 * Two regions' origins with these prefixes. A region has one list of prefixes for all others, so that a pair of regions
 * whose folders correspond otherwise than those of an earlier pair cannot be told.
 *
 * @param known of earlier pairs
 * @returns undefined where an earlier pair's prefixes would lead these two astray
 */
function sidesOf(
  [one, other]: readonly [Look, Look],
  found: Alike,
  known: Readonly<Record<string, StreamOrigin>>,
): Record<string, StreamOrigin> | undefined {
  const own = known[one.region] ?? streamOrigin(one, found, 0);
  const theirs = known[other.region] ?? streamOrigin(other, found, 1);
  const told = own.prefixes.map((prefix, index) => `${prefix}\n${theirs.prefixes[index]}`).sort();
  const wanted = found.prefixes.map((pair) => pair.join('\n')).sort();
  return isDeepStrictEqual(told, wanted) && own.prefixes.length === theirs.prefixes.length
    ? { [one.region]: own, [other.region]: theirs }
    : undefined;
}

function otherwisePaired(one: Look, other: Look): WhyNot {
  return {
    why: `the folders of ${one.region} and ${other.region} correspond in another way than those of the other regions`,
    remedy: 'Give the playlists and segments of all regions the same folders below one of their own.',
  };
}

/**
 * A mapping as the copilot's template takes it: a hash, so that a change of it makes a new version of the function, and JSON.
 *
 * @returns undefined where it is longer than a parameter may be
 */
export function mapParameter(map: RerouteMap): string | undefined {
  if (Object.keys(map.origins).length === 0) return NO_MAP;
  const json = JSON.stringify(map);
  const value = `${createHash('sha256').update(json).digest('hex').slice(0, 12)}#${json}`;
  return Buffer.byteLength(value) > MOST_BYTES || json.includes('#') ? undefined : value;
}

/** The mapping that a copilot was deployed with; undefined where it has none. */
export function readMapParameter(value: string | undefined): RerouteMap | undefined {
  try {
    return (JSON.parse(value?.slice(value.indexOf('#') + 1) ?? 'null') as RerouteMap | null) ?? undefined;
  } catch {
    return undefined;
  }
}

interface Look {
  region: string;
  origin: EdgeOrigin | OriginObstacle;
  stream: RegionStream | { unread: string };
}

async function lookAt(
  { member, config }: DistributedRegion,
  context: { http: HttpClient; signal?: AbortSignal },
): Promise<Look> {
  const { region, distributionPlaylistUrl } = member;
  const https = distributionPlaylistUrl.startsWith('https:');
  const origin = edgeOrigin(originBehind(config, pathOf(distributionPlaylistUrl)), https);
  if ('why' in origin) return { region, origin, stream: { unread: origin.why } };
  try {
    return { region, origin, stream: await regionStream(member, origin, context) };
  } catch (error) {
    context.signal?.throwIfAborted();
    return { region, origin, stream: { unread: messageOf(error) } };
  }
}

async function compare(one: Look, other: Look, signal?: AbortSignal): Promise<Alike | (WhyNot & { unread?: true })> {
  for (const { region, origin, stream } of [one, other]) {
    if ('why' in origin) return { why: `${region} ${origin.why}`, remedy: origin.remedy };
    if ('unread' in stream) return unread(`the stream of ${region} cannot be read: ${stream.unread}`);
  }
  try {
    const found = await compareStreams(one.stream as RegionStream, other.stream as RegionStream);
    return 'kind' in found ? whyDiffers(found as Difference, [one.region, other.region]) : (found as Alike);
  } catch (error) {
    signal?.throwIfAborted();
    return unread(`the streams of ${one.region} and ${other.region} cannot be read: ${messageOf(error)}`);
  }
}

function unread(why: string): WhyNot & { unread: true } {
  return { why, remedy: 'Look at the streams with `cvs doctor` and `cvs status`, then deploy again.', unread: true };
}

function streamOrigin({ origin }: Look, { prefixes, targetDuration, reloadsWait }: Alike, side: 0 | 1): StreamOrigin {
  const { headers, ...rest } = origin as EdgeOrigin;
  const timeoutS = Math.ceil(targetDuration * TIMEOUT_TARGET_DURATIONS[reloadsWait ? 'reloadsWait' : 'usual']);
  return {
    ...rest,
    readTimeout: Math.min(TIMEOUT_S.most, Math.max(TIMEOUT_S.least, timeoutS)),
    ...(Object.keys(headers).length > 0 ? { customHeaders: true as const } : {}),
    prefixes: prefixes.map((pair) => pair[side]),
  };
}

/** A header field that only one origin wants may be a secret, and is not written down: then nothing can be rerouted to it. */
function way(from: Look, to: Look, lag: number): Way {
  const wanted = (to.origin as EdgeOrigin).headers;
  const common = { from: from.region, to: to.region };
  const names = Object.keys(wanted);
  if (names.length === 0 || isDeepStrictEqual(wanted, (from.origin as EdgeOrigin).headers)) {
    return { ...common, possible: true, lag };
  }
  return {
    ...common,
    possible: false,
    why: `the origin of ${to.region} gets header fields from its distribution (${names.join(', ')}) that the distribution of ${from.region} does not send alike`,
    remedy: 'Let both distributions send their origins the same header fields with the same values.',
  };
}
