import type { FetchOptions, HttpClient } from '../http/http-client.js';
import { outsideText } from '../outside-text.js';

export interface SteeringManifest {
  /** Seconds until it is asked for again. */
  ttlS: number;
  /** The TTL as it is written, where it is not a positive number. */
  oddTtl?: string;
  priority: readonly string[];
  /** Where it is asked for next; relative to the manifest. */
  reloadUri?: string;
  /** PATHWAY-CLONES: pathways too, of which the playlist lists no variants. */
  clones: readonly PathwayClone[];
}

/** A pathway that players make out of another one (RFC 8216bis section 7.2). */
export interface PathwayClone {
  id: string;
  /** The pathway that it is made of, which may be a clone before it. */
  baseId: string;
  /** What the host of each URI is replaced by. */
  host?: string;
  /** Query parameters that each URI gets. */
  params: Readonly<Record<string, string>>;
  /** Whole URIs, by STABLE-VARIANT-ID or STABLE-RENDITION-ID. */
  uris: Readonly<Record<string, string>>;
}

/** TTL where a manifest names none, as hls.js has it. */
const DEFAULT_TTL_S = 300;

/** The longest manifest that is read, in bytes: far more than names of regions take. */
const MAX_BYTES = 64 * 1024;

/** Reads a steering manifest; undefined when it is not one (RFC 8216bis section 7). */
export function readSteeringManifest(text: string): SteeringManifest | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const {
    VERSION,
    TTL,
    'PATHWAY-PRIORITY': priority,
    'RELOAD-URI': reloadUri,
    'PATHWAY-CLONES': clones,
  } = value as Record<string, unknown>;
  if (VERSION !== 1 || !Array.isArray(priority) || priority.some((one) => typeof one !== 'string')) return undefined;
  return {
    ttlS: secondsOf(TTL) ?? DEFAULT_TTL_S,
    oddTtl: TTL === undefined || (typeof TTL === 'number' && TTL > 0) ? undefined : JSON.stringify(TTL),
    priority: priority as string[],
    reloadUri: typeof reloadUri === 'string' ? reloadUri : undefined,
    clones: Array.isArray(clones) ? clones.flatMap(readClone) : [],
  };
}

/** A number in quotes counts too: hls.js and Shaka calculate with it. */
function secondsOf(ttl: unknown): number | undefined {
  const seconds = typeof ttl === 'string' && ttl.trim() !== '' ? Number(ttl) : ttl;
  return typeof seconds === 'number' && seconds > 0 && Number.isFinite(seconds) ? seconds : undefined;
}

function readClone(clone: unknown): PathwayClone[] {
  const { ID: id, 'BASE-ID': baseId, 'URI-REPLACEMENT': replacement } = asObject(clone);
  if (typeof id !== 'string') return [];
  const {
    HOST: host,
    PARAMS: params,
    'PER-VARIANT-URIS': variants,
    'PER-RENDITION-URIS': renditions,
  } = asObject(replacement);
  return [
    {
      id,
      baseId: typeof baseId === 'string' ? baseId : '',
      host: typeof host === 'string' ? host : undefined,
      params: stringsOf(params),
      uris: { ...stringsOf(renditions), ...stringsOf(variants) },
    },
  ];
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function stringsOf(value: unknown): Record<string, string> {
  const strings = Object.entries(asObject(value)).filter((one): one is [string, string] => typeof one[1] === 'string');
  return Object.fromEntries(strings);
}

/** The URL of a steering request, with the query parameters that players append (RFC 8216bis section 7). */
export function steeringUrl(url: string, pathway: string, throughput: number | undefined): string {
  const request = new URL(url);
  request.searchParams.set('_HLS_pathway', pathway);
  if (throughput !== undefined) request.searchParams.set('_HLS_throughput', String(Math.round(throughput)));
  return request.href;
}

/** Where the copilot answers the steering manifest, on the master playlist distribution. */
export const STEERING_PATH = '/steering.json';

/**
 * The pathways in the order in which the steering manifest names them now.
 *
 * @throws FetchError when nothing answers, Error that says what came instead of a manifest
 */
export async function fetchSteering(
  http: HttpClient,
  masterUrl: string,
  options: FetchOptions = {},
): Promise<readonly string[]> {
  const url = new URL(STEERING_PATH, masterUrl).href;
  const response = await http.fetch(url, { maxBytes: MAX_BYTES, ...options });
  const manifest = response.status === 200 ? readSteeringManifest(response.text()) : undefined;
  if (!manifest) throw new Error(`${url} answers HTTP ${response.status}, and no steering manifest`);
  return manifest.priority.map((pathway) => outsideText(pathway));
}
