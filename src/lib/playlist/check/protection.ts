import { quotedValue } from '../../hls/attributes.js';
import { type MasterPlaylist, parseMaster } from '../../hls/master-entries.js';
import { describeProtection, eachOnce, findingOf, type Protection } from '../../hls/protection/protection.js';
import { withViewersTokens } from '../../hls/protection/query-tokens.js';
import { changingToken, protectionOfAnswer, protectionOfUrl, type SeenAnswer } from '../../hls/protection/recognize.js';
import { uriOf } from '../../hls/streams.js';
import { absoluteUrl } from '../../hls/urls.js';
import type { HttpClient } from '../../http/http-client.js';
import { ask } from './live/ask.js';
import { type Finding, finding } from './playlist-finding.js';

interface Named {
  line: number;
  url: string;
}

/**
 * Whether a master playlist hands a token or a session of one viewer to all: by its URLs, and by a second reading.
 *
 * @param again asks for the playlist once more, at the URL that was given; without it only its text is looked at
 * @throws the signal's reason when it aborts, nothing else
 */
export async function protectionFindings(
  master: MasterPlaylist,
  again?: { url: string; http: HttpClient; signal?: AbortSignal },
): Promise<Finding[]> {
  const named = [{ line: 1, url: withViewersTokens(master.source.url, given(master)) }, ...namedBy(master)];
  const second = again ? await readAgain(again) : [];
  // With other entries nothing says which belong together.
  const pairs = second.length === named.length - 1 ? second : [];
  const found = named.flatMap(({ line, url }, index) =>
    [...protectionOfUrl(url), ...changingToken(url, pairs[index - 1]?.url ?? url)].map((one) => ({ ...one, line })),
  );
  return eachOnce(found).map((one) => asFinding(one, one.line));
}

/** Cookies that an answer sets and that give access. */
export function cookieFindings(answer: SeenAnswer, line: number): Finding[] {
  const cookies = protectionOfAnswer(answer).filter(({ kind }) => kind === 'access-cookies');
  return cookies.map((one) => asFinding(one, line));
}

/** The parameters of the playlist's URL that it takes from each viewer's own (EXT-X-DEFINE:QUERYPARAM). */
function given({ entries, source }: MasterPlaylist): string[] {
  if (!URL.canParse(source.url)) return [];
  const { searchParams } = new URL(source.url);
  const names = entries.flatMap(
    ({ kind, attributes }) => (kind === 'define' ? quotedValue(attributes, 'QUERYPARAM') : undefined) ?? [],
  );
  return names.filter((name) => searchParams.has(name));
}

function asFinding(protection: Protection, line: number): Finding {
  return finding(findingOf(protection), line, describeProtection(protection));
}

function namedBy({ entries, source }: MasterPlaylist): Named[] {
  return entries.flatMap((entry) => {
    const uri = uriOf(entry);
    return uri === undefined ? [] : { line: entry.line, url: absoluteUrl(uri, source.url) };
  });
}

async function readAgain({ url, http, signal }: { url: string; http: HttpClient; signal?: AbortSignal }) {
  const answer = await ask(http, url, signal);
  if (answer.kind !== 'answered') return [];
  try {
    return namedBy(parseMaster(answer.response.text(), { region: 'the second reading', url: answer.response.url }));
  } catch {
    return [];
  }
}
