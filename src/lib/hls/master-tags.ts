import { type Attributes, excerpt, quotedValue, rawValue } from './attributes.js';
import type { Entry, EntryKind } from './entry.js';
import { GROUP_NAMES, GROUP_TYPES } from './groups.js';
import { absoluteUrl } from './urls.js';
import { define } from './variables.js';

/** A variant, as far as it matters to what plays or polls it. */
export interface MasterVariant {
  /** Absolute; as it was written where it cannot be resolved. */
  url: string;
  /** Bit/s; 0 where it does not say. */
  bandwidth: number;
  /** PATHWAY-ID. */
  pathway?: string;
  /** GROUP-ID of its audio renditions. */
  audio?: string;
  /** What it is, whatever its URI and its groups are called: the same in each answer of the server. */
  identity: string;
}

/** An EXT-X-MEDIA of a TYPE that RFC 8216bis knows. */
export interface MasterRendition {
  type: string;
  groupId?: string;
  isDefault: boolean;
  /** Absolute, as a variant's; undefined where it is part of the variant's own media. */
  url?: string;
  /** As a variant's. */
  identity: string;
}

/** A master playlist while it is read as players read it. */
export interface MasterDraft {
  /** What its URIs are relative to. */
  readonly url: string;
  readonly variants: MasterVariant[];
  readonly renditions: MasterRendition[];
  /** EXT-X-CONTENT-STEERING. */
  steering?: { url: string; pathway?: string };
  /** EXT-X-DEFINE. */
  readonly variables: Map<string, string>;
  /** The EXT-X-STREAM-INF whose URI is awaited. */
  streamInf?: Attributes;
}

/** Attributes that may differ from one answer to the next, though the variant or rendition is the same. */
const PASSING: ReadonlySet<string> = new Set(['URI', 'AVERAGE-BANDWIDTH', 'PATHWAY-ID', 'GROUP-ID', ...GROUP_TYPES]);

function identityOf(attributes: Attributes): string {
  const stable = attributes.get('STABLE-VARIANT-ID') ?? attributes.get('STABLE-RENDITION-ID');
  if (stable !== undefined) return stable;
  const told = [...attributes].filter(([name]) => !PASSING.has(name));
  return told
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(',');
}

/** What a tag of a master playlist is, and what it says. */
interface MasterTag {
  /** What it is to the merge and to the check. */
  kind: EntryKind;
  /** True where no attribute list follows it. */
  bare?: true;
  /** What it says to a player. A value that makes no sense is passed over; never throws. */
  read?(draft: MasterDraft, attributes: Attributes): void;
  /** What keeps its entry from being merged correctly (RFC 8216bis sections 4.4.6.1 to 4.4.6.3). */
  problem?(entry: Entry): string | undefined;
}

const trick: MasterTag = {
  kind: 'trick',
  problem: (entry) =>
    streamProblem(entry) ?? (quotedValue(entry.attributes, 'URI') ? undefined : `has no URI in ${entry.tag.slice(1)}`),
};

/** The tags of master playlists that cvs reads. All others are passed over, and carried over by the merge. */
export const MASTER_TAGS: Readonly<Record<string, MasterTag>> = {
  '#EXT-X-VERSION': {
    kind: 'version',
    bare: true,
    problem: ({ text }) =>
      /^#EXT-X-VERSION:\s*\d{1,4}\s*$/.test(text) ? undefined : `has ${excerpt(text)}, which is not a whole number`,
  },
  '#EXT-X-INDEPENDENT-SEGMENTS': { kind: 'independent-segments', bare: true },
  '#EXT-X-START': { kind: 'start' },
  '#EXT-X-DEFINE': {
    kind: 'define',
    read: ({ variables, url }, attributes) => define(variables, attributes, { url }),
  },
  '#EXT-X-MEDIA': {
    kind: 'media',
    read({ url, renditions }, attributes) {
      const type = attributes.get('TYPE') ?? '';
      const uri = attributes.get('URI');
      if (!GROUP_NAMES.has(type)) return;
      renditions.push({
        type,
        groupId: attributes.get('GROUP-ID'),
        isDefault: attributes.get('DEFAULT') === 'YES',
        url: uri ? absoluteUrl(uri, url) : undefined,
        identity: identityOf(attributes),
      });
    },
    problem({ attributes }) {
      const type = rawValue(attributes, 'TYPE');
      if (type === undefined) return 'has no TYPE in EXT-X-MEDIA';
      if (!GROUP_NAMES.has(type)) {
        return `has TYPE=${excerpt(type)} in EXT-X-MEDIA, which is not one of ${GROUP_TYPES.join(', ')}`;
      }
      const lacking = ['GROUP-ID', 'NAME'].find((name) => !quotedValue(attributes, name));
      return lacking && `has no ${lacking} in EXT-X-MEDIA`;
    },
  },
  '#EXT-X-STREAM-INF': {
    kind: 'variant',
    read(draft, attributes) {
      draft.streamInf = attributes;
    },
    problem: streamProblem,
  },
  '#EXT-X-I-FRAME-STREAM-INF': trick,
  '#EXT-X-IMAGE-STREAM-INF': trick,
  '#EXT-X-SESSION-DATA': { kind: 'session-data' },
  '#EXT-X-SESSION-KEY': { kind: 'session-key' },
  '#EXT-X-CONTENT-STEERING': {
    // The merge refuses playlists that have it, and writes its own.
    kind: 'other',
    read(draft, attributes) {
      const uri = attributes.get('SERVER-URI');
      if (uri && URL.canParse(uri, draft.url)) {
        draft.steering = { url: absoluteUrl(uri, draft.url), pathway: attributes.get('PATHWAY-ID') };
      }
    },
  },
};

/** Takes over the variant that a URI line ends; a URI without an EXT-X-STREAM-INF before it is passed over. */
export function addVariant(draft: MasterDraft, uri: string): void {
  const { streamInf, variants, url } = draft;
  if (!streamInf) return;
  const bandwidth = Number.parseInt(streamInf.get('BANDWIDTH') ?? '', 10);
  variants.push({
    url: absoluteUrl(uri, url),
    bandwidth: Number.isNaN(bandwidth) ? 0 : bandwidth,
    pathway: streamInf.get('PATHWAY-ID'),
    audio: streamInf.get('AUDIO'),
    identity: identityOf(streamInf),
  });
  draft.streamInf = undefined;
}

function streamProblem({ attributes, tag }: Entry): string | undefined {
  const bandwidth = rawValue(attributes, 'BANDWIDTH');
  if (bandwidth === undefined) return `has no BANDWIDTH in ${tag.slice(1)}`;
  if (!/^\d{1,20}$/.test(bandwidth)) {
    return `has BANDWIDTH=${excerpt(bandwidth)} in ${tag.slice(1)}, which is not a whole number`;
  }
  for (const name of GROUP_TYPES) {
    const value = rawValue(attributes, name);
    const none = name === 'CLOSED-CAPTIONS' && value === 'NONE';
    if (value !== undefined && !none && quotedValue(attributes, name) === undefined) {
      return `has ${name}=${excerpt(value)} where a quoted group id is needed`;
    }
  }
  return undefined;
}
