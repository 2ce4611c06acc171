import { CvsError } from '../../errors.js';
import type { Severity } from '../../findings/finding.js';
import { PLAYER_ORIGIN } from '../../hls/delivery.js';
import { parseMaster } from '../../hls/master-entries.js';
import { refusalWords } from '../../hls/protection/recognize.js';
import { readPlaylistFile } from '../../hls/read-playlist-file.js';
import { decodeText, MAX_MASTER_LENGTH } from '../../hls/recognize.js';
import type { RegionMaster } from '../../hls/refusal.js';
import { pathwaysOf, streamsOf } from '../../hls/streams.js';
import { FetchError, type HttpClient, type HttpResponse } from '../../http/http-client.js';
import { networkAdvice } from '../../http/network-advice.js';
import { onBehalfOf } from '../../http/on-behalf-of.js';
import { LONGEST_SENTENCE, outsideText } from '../../outside-text.js';
import { findingsOf } from './check-text.js';
import { deliveryFindings } from './live/delivery.js';
import { liveFindings } from './live/live-findings.js';
import type { Watch } from './live/second-reading.js';
import type { Finding } from './playlist-finding.js';
import { protectionFindings } from './protection.js';
import { withResolvedUris } from './resolve-variables.js';

/** How long caches may keep the master, in seconds: new viewers get the order of its regions from it. */
const MASTER_LIMIT_S = 60;

export interface CheckInput {
  /** An http or https URL, or the path of a file. */
  target: string;
  /** Whether to look behind the playlist, at the media playlists and the steering manifest. Default: for a URL. */
  live?: boolean;
  /** Whether each live media playlist is read again later. Default: not. */
  watch?: Watch;
  http: HttpClient;
  signal?: AbortSignal;
}

export interface CheckResult {
  /** The final URL, `file:` for a file. */
  url: string;
  /** In the order of the playlist's lines, each once. */
  findings: readonly Finding[];
  counts: Readonly<Record<Severity, number>>;
  variants: number;
  pathways: readonly string[];
  /** How many were fetched; 0 where only the text was looked at. */
  mediaPlaylists: number;
}

/**
 * Whether a master playlist, merged by cvs or by anyone, is fit for failover.
 *
 * @throws CvsError where the playlist cannot be read or is not a master playlist
 */
export async function checkPlaylist(input: CheckInput): Promise<CheckResult> {
  const { target, http, signal, watch } = input;
  const remote = /^https?:\/\//i.test(target);
  const { response, ...read }: Target = remote ? await fetchTarget(input) : await readPlaylistFile(target, NAME);
  const master = parseMaster(read.text, read);
  let findings = [...findingsOf(master), ...(response ? deliveryFindings(response, 1, MASTER_LIMIT_S) : [])];
  let mediaPlaylists = 0;
  const isLive = input.live ?? remote;
  if (isLive) {
    // What a file names counts as typed: the file is the user's own.
    const named = remote ? onBehalfOf(http, target) : http;
    const live = await liveFindings(withResolvedUris(master), { http: named, signal, watch });
    // A pathway and its clone are two, of which the playlist lists one.
    if (live.steering.clones.length > 0) findings = findings.filter(({ rule }) => rule !== 'one-pathway');
    if (live.steering.namesDefault) findings = findings.filter(({ rule }) => rule !== 'pathway-missing');
    findings.push(...live.findings);
    mediaPlaylists = live.mediaPlaylists;
  }
  const again = isLive && remote ? { url: target, http, signal } : undefined;
  const protection = await protectionFindings(master, again);
  // Where the kind of token is known, it is not told too that there seems to be one.
  const known = new Set(protection.map(({ line }) => line));
  findings = findings.filter(({ rule, line }) => rule !== 'uri-personal' || !known.has(line));
  findings.push(...protection);
  const variants = streamsOf(master.entries, 'variant');
  const sorted = once(findings).sort((one, other) => one.line - other.line);
  const count = (severity: Severity) => sorted.filter((one) => one.severity === severity).length;
  return {
    url: outsideText(read.url, LONGEST_SENTENCE),
    findings: sorted,
    counts: { error: count('error'), warning: count('warning'), note: count('note') },
    variants: variants.length,
    pathways: pathwaysOf(variants).map((pathway) => outsideText(pathway)),
    mediaPlaylists,
  };
}

const NAME = 'the stream';

type Target = RegionMaster & { response?: HttpResponse };

async function fetchTarget({ target, http, signal }: CheckInput): Promise<Target> {
  let response: HttpResponse;
  try {
    response = await http.fetch(target, { headers: { origin: PLAYER_ORIGIN }, maxBytes: MAX_MASTER_LENGTH, signal });
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof FetchError)) throw error;
    throw unreachable(error.message, error);
  }
  if (response.status !== 200) throw unreachable(`${response.url} answers ${response.status}${refusalWords(response)}`);
  const source = { region: NAME, url: response.url };
  return { ...source, text: decodeText(response.body, source), response };
}

function unreachable(problem: string, cause?: FetchError): CvsError {
  return new CvsError({
    code: 'PLAYLIST_UNREACHABLE',
    message: `The playlist cannot be read: ${problem}.`,
    suggestions: [
      'Give the URL that viewers load; cvs status shows it as the master playlist.',
      ...(cause ? networkAdvice(cause.reason) : []),
    ],
    cause,
  });
}

/** Two entries may lead to one playlist, whose faults are the same. */
function once(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((one) => [`${one.rule} ${one.message}`, one])).values()];
}
