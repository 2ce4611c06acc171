import { CvsError } from '../errors.js';
import { LONGEST_SENTENCE, outsideText } from '../outside-text.js';

/** A text that is not the playlist that was asked for, as those find it who read what players read. */
export class NotAPlaylistError extends Error {
  override readonly name = 'NotAPlaylistError';
  /** `truncated`: it was cut off on its way. */
  readonly kind: 'not-hls' | 'truncated';

  constructor(kind: 'not-hls' | 'truncated', message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Where a playlist that is refused came from. */
export interface PlaylistSource {
  /** The pathway's id: letters, digits, `-` and `.`. */
  region: string;
  /** What relative URIs resolve against. */
  url: string;
  /** The file that it was read from, for messages; without it, it came from the URL. */
  path?: string;
  /** The URL that was asked for, where a redirect led to another host. */
  askedUrl?: string;
}

/** One region's own master playlist, as it was fetched; the URL is the final one, after redirects. */
export interface RegionMaster extends PlaylistSource {
  text: string;
  /** What a second request was answered, where there was one: sessions and tokens differ. */
  again?: string;
}

/** The error for a playlist that cannot be used: names the region, the URL, and the line where there is one. */
export function refusal(
  code: string,
  source: PlaylistSource,
  problem: string,
  options: { line?: number; suggestions?: readonly string[]; cause?: unknown } = {},
): CvsError {
  const place = source.path ?? source.url;
  const where = options.line === undefined ? place : `${place} line ${options.line}`;
  return new CvsError({
    code,
    message: `The master playlist of ${source.region} (${outsideText(where, LONGEST_SENTENCE)}) ${outsideText(problem, LONGEST_SENTENCE)}.`,
    suggestions: options.suggestions,
    cause: options.cause,
  });
}

/** The error for a stream that cannot be read because its distribution is closed. */
export function distributionClosed(region: string): CvsError {
  return new CvsError({
    code: 'DISTRIBUTION_CLOSED',
    message: `The distribution of ${region} is closed.`,
    suggestions: [`Open it: cvs failover open ${region}`],
  });
}
