import { CvsError } from '../errors.js';

/** Where a playlist that is refused came from. */
export interface PlaylistSource {
  region: string;
  url: string;
}

/** The error for a playlist that cannot be used: names the region, the URL, and the line where there is one. */
export function refusal(
  code: string,
  source: PlaylistSource,
  problem: string,
  options: { line?: number; suggestions?: readonly string[]; cause?: unknown } = {},
): CvsError {
  const where = options.line === undefined ? source.url : `${source.url} line ${options.line}`;
  return new CvsError({
    code,
    message: `The master playlist of ${source.region} (${where}) ${problem}.`,
    suggestions: options.suggestions,
    cause: options.cause,
  });
}
