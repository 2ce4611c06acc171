import { CATALOGUE, type FindingId } from '../../findings/catalogue.js';
import { groupBy } from '../../group-by.js';
import { hostOf } from '../streams.js';

/** A way in which a stream is kept from strangers, or made for one viewer. */
export type ProtectionKind =
  | 'cloudfront-signed-url'
  | 'presigned-url'
  | 'akamai-token'
  | 'changing-token'
  | 'named-token'
  | 'access-cookies'
  | 'cloudfront-restricted'
  | 'mediatailor';

/** What was recognised, and where. It never holds the value of a token. */
export interface Protection {
  kind: ProtectionKind;
  /** The place in words, with the names of parameters or cookies. */
  where: string;
  /** The URL with its tokens taken out. */
  url: string;
}

interface Kind {
  finding: FindingId;
  what: string;
  /** What does not work in a cluster. */
  fails: string;
  /** What works nevertheless, or instead. */
  works: string;
}

const SHARED_TOKEN = 'the merged master playlist would hand it to all viewers, and it expires for all of them at once';

const KINDS: Readonly<Record<ProtectionKind, Kind>> = {
  'cloudfront-signed-url': {
    finding: 'signed-urls',
    what: 'a signature of CloudFront',
    fails: SHARED_TOKEN,
    works: 'URLs without a signature, and signed segments if the player signs them itself',
  },
  'presigned-url': {
    finding: 'signed-urls',
    what: 'a presigned request of AWS',
    fails: SHARED_TOKEN,
    works: 'a distribution that may read the bucket or container itself',
  },
  'akamai-token': {
    finding: 'viewer-tokens',
    what: 'a token in the manner of Akamai',
    fails: SHARED_TOKEN,
    works: 'URLs without a token',
  },
  'changing-token': {
    finding: 'viewer-tokens',
    what: 'a value that differs between two readings of the master playlist, as a token or a session does,',
    fails: 'the merged master playlist would hand the value of one reading to all viewers',
    works: 'values that are the same in each reading',
  },
  'named-token': {
    finding: 'uri-personal',
    what: 'a name that is usually given to what is made for one viewer, or for a time,',
    fails: 'all viewers would share it, and lose the stream when it ends',
    works: 'a value that is the same for everybody and does not expire',
  },
  'access-cookies': {
    finding: 'signed-cookies',
    what: 'cookies that give access',
    fails:
      'viewers of the cluster load another master playlist and get none of them, and players in browsers that send cookies cannot read the merged master playlist, whose CORS headers allow every site',
    works: 'streams that are served without cookies',
  },
  'cloudfront-restricted': {
    finding: 'access-restricted',
    what: 'a refusal of CloudFront, which demands a signed URL or signed cookies,',
    fails:
      'neither cvs nor the detector signs its requests, so the region cannot be merged, and is stale for the detector',
    works: 'playlists without restriction, with keys or segments that stay protected',
  },
  mediatailor: {
    finding: 'ad-sessions',
    what: 'a session of AWS Elemental MediaTailor',
    fails: 'all viewers would share one session, its ads and its end, and the detector would begin sessions of its own',
    works: 'the content origins behind MediaTailor',
  },
};

/** The finding that a protection is. */
export function findingOf({ kind }: Protection): FindingId {
  return KINDS[kind].finding;
}

/** What was recognised and where, as a sentence that begins with the URL; what does not work with it, and what does. */
export function describeProtection({ kind, where, url }: Protection): string {
  const { what, fails, works } = KINDS[kind];
  return `${url} has ${what} ${where}: ${fails}; what works: ${works}`;
}

/** What an operator does about it. */
export function adviceFor(protection: Protection): string {
  const { action } = CATALOGUE[findingOf(protection)];
  return IN_QUERY.test(protection.where) && QUERY_KINDS.has(protection.kind)
    ? `${action} Or, where the URL of every viewer has it, name it in players.queryTokens of the cluster file.`
    : action;
}

const IN_QUERY = /^in the query/;

/** What the merged master playlist can take from the URL of each viewer. */
const QUERY_KINDS: ReadonlySet<ProtectionKind> = new Set([
  'cloudfront-signed-url',
  'akamai-token',
  'changing-token',
  'named-token',
]);

/** The first of each kind, place and host. */
export function eachOnce<P extends Protection>(all: readonly P[]): P[] {
  const groups = groupBy(all, ({ kind, where, url }) => `${kind} ${where} ${hostOf(url)}`);
  return [...groups.values()].flatMap(([first]) => first ?? []);
}
