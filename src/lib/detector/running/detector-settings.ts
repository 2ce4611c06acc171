import type { ChangeDetect } from '../../cluster/cluster.js';
import { type Bounds, DETECTOR_BOUNDS, QUALITY_KEY_PATTERN } from '../../cluster/detector-bounds.js';
import { DISTRIBUTION_DOMAIN } from '../../cluster/distribution-domain.js';
import { usageError } from '../../errors.js';

/** What one detector follows, and when it calls it stale. */
export interface DetectorSettings {
  name: string;
  /** AWS region code of the stream region. */
  region: string;
  /** The stream's master playlist through the distribution. */
  distributionPlaylistUrl: string;
  /** The distribution's own domain name, where it is known: the URL may have an alias. */
  distributionDomain?: string;
  /** The same playlist at the origin. */
  originPlaylistUrl: string;
  /** The streams of the other regions. */
  peers?: readonly Peer[];
  /** A playlist is stale when it had no new segment for TARGETDURATION × this. */
  durationMultiplier: number;
  /** Share of stale playlists, 0 to 1, at which the stream is stale. */
  staleTolerance: number;
  changeDetect: ChangeDetect;
  /** Key of the media quality score; without it, one that ends in `mqcs`. */
  qualityKey?: string;
  /** Where messages go; empty for none. */
  topicArn: string;
  /** Where observations of all streams go; empty for none. */
  observationTopicArn?: string;
}

/** The same stream in another region. */
export interface Peer {
  /** AWS region code; undefined where it is only compared with. */
  region?: string;
  /** Domain name that CloudFront gave to the distribution; undefined where nothing is said of it. */
  distributionDomain?: string;
  /** Its master playlist at the origin. */
  originPlaylistUrl: string;
}

/**
 * Connections of a detector to one host. Far more than its polls need at a time, and so few that thousands of playlists
 * do not open one each: a flood of new connections does not help a host that is slow for a moment.
 */
export const DETECTOR_CONNECTIONS = 64;

/** The defaults of the cluster file. */
const DEFAULTS = { durationMultiplier: '3', staleTolerance: '0.95', changeDetect: 'MEDIASEQUENCE' };

/**
 * Reads the settings from the `SPD_*` environment variables, the older system's too. One URL is enough: the other is
 * then the same.
 *
 * @throws CvsError DETECTOR_SETTINGS naming the variable; numbers have the bounds of the cluster file
 */
export function readDetectorSettings(env: Readonly<Record<string, string | undefined>>): DetectorSettings {
  const refusal = (message: string) => usageError('DETECTOR_SETTINGS', message);
  const url = (name: string, otherwise?: string) => {
    const value = env[name] || otherwise;
    if (!value) throw refusal(`The environment variable ${name} is not set; cvs detector run takes --origin-url.`);
    if (!isUrl(value)) throw refusal(`${name} is not a URL: ${value}`);
    return value;
  };
  const number = (name: string, otherwise: string, { min, max }: Bounds) => {
    const value = Number(env[name] || otherwise);
    if (value >= min && value <= max) return value;
    const flag = `--${name.replace('SPD_', '').replaceAll('_', '-').toLowerCase()}`;
    const problem = `${name} (${flag}) is not a number from ${min} to ${max}: ${env[name]}`;
    const share = value / 100;
    if (!(max === 1 && share >= min && share <= max)) throw refusal(problem);
    throw usageError('DETECTOR_SETTINGS', problem, `Write ${value} % as ${share}.`);
  };
  const changeDetect = env.SPD_CHANGE_DETECT || DEFAULTS.changeDetect;
  if (changeDetect !== 'MEDIASEQUENCE' && changeDetect !== 'CONTENTHASH') {
    throw refusal(`SPD_CHANGE_DETECT is neither MEDIASEQUENCE nor CONTENTHASH: ${changeDetect}`);
  }
  const qualityKey = env.SPD_QUALITY_KEY || undefined;
  if (qualityKey && !QUALITY_KEY_PATTERN.test(qualityKey)) {
    throw refusal(`SPD_QUALITY_KEY is not a key of a structured header: ${qualityKey}`);
  }
  const distributionDomain = env.SPD_DISTRIBUTION_DOMAIN?.toLowerCase() || undefined;
  if (distributionDomain && !DISTRIBUTION_DOMAIN.test(distributionDomain)) {
    throw refusal(
      `SPD_DISTRIBUTION_DOMAIN is not a name that CloudFront gives to a distribution: ${env.SPD_DISTRIBUTION_DOMAIN}`,
    );
  }
  const originPlaylistUrl = url('SPD_ORIGIN_URL', env.SPD_CDN_URL);
  return {
    name: env.SPD_NAME || 'stale-playlist-detector',
    region: env.AWS_REGION || 'unknown',
    distributionPlaylistUrl: url('SPD_CDN_URL', originPlaylistUrl),
    distributionDomain,
    originPlaylistUrl,
    peers: [...readPeers(env.SPD_PEERS), ...(env.SPD_PEER_URL ? [{ originPlaylistUrl: url('SPD_PEER_URL') }] : [])],
    durationMultiplier: number(
      'SPD_DURATION_MULTIPLIER',
      DEFAULTS.durationMultiplier,
      DETECTOR_BOUNDS.durationMultiplier,
    ),
    staleTolerance: number('SPD_STALE_TOLERANCE', DEFAULTS.staleTolerance, DETECTOR_BOUNDS.staleTolerance),
    changeDetect,
    qualityKey,
    topicArn: env.SPD_SNS_TOPIC || '',
    observationTopicArn: env.SPD_OBSERVATION_TOPIC || '',
  };
}

/** The regions of a cluster, with this one: as many as a detector follows. */
const MAX_PEERS = 7;

/** Reads the streams of the other regions: a list in JSON, with the names of the cluster file. */
function readPeers(text = ''): Peer[] {
  if (text.trim() === '') return [];
  const refusal = (problem: string) =>
    usageError(
      'DETECTOR_SETTINGS',
      `SPD_PEERS ${problem}.`,
      'Write it as [{"region":"eu-west-2","distributionDomain":"d2….cloudfront.net","originPlaylistUrl":"https://…"}].',
    );
  let peers: unknown;
  try {
    peers = JSON.parse(text);
  } catch {
    throw refusal('is not JSON');
  }
  if (!Array.isArray(peers)) throw refusal('is not a list');
  if (peers.length > MAX_PEERS)
    throw refusal(`has ${peers.length} streams; a detector follows at most ${MAX_PEERS} others`);
  return peers.map((peer: unknown, index) => {
    const { region, distributionDomain, originPlaylistUrl } = (peer ?? {}) as Record<string, unknown>;
    const place = `, entry ${index + 1}:`;
    if (typeof region !== 'string' || !REGION.test(region)) throw refusal(`${place} region is not an AWS region code`);
    const domain = typeof distributionDomain === 'string' ? distributionDomain.toLowerCase() : '';
    if (!DISTRIBUTION_DOMAIN.test(domain)) {
      throw refusal(`${place} distributionDomain is not a name that CloudFront gives to a distribution`);
    }
    if (typeof originPlaylistUrl !== 'string' || !isUrl(originPlaylistUrl)) {
      throw refusal(`${place} originPlaylistUrl is not a URL`);
    }
    return { region, distributionDomain: domain, originPlaylistUrl };
  });
}

const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

function isUrl(value: string): boolean {
  return /^https?:/.test(value) && URL.canParse(value);
}
