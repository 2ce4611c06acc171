import type { StreamRegion } from '../../cluster/cluster.js';
import { CvsError } from '../../errors.js';
import { isClosedAnswer } from '../../hls/closed-answer.js';
import { adviceFor } from '../../hls/protection/protection.js';
import { protectionOfAnswer, refusalWords } from '../../hls/protection/recognize.js';
import { decodeText, MAX_MASTER_LENGTH, refuseUnlessHls } from '../../hls/recognize.js';
import { distributionClosed, type RegionMaster, refusal } from '../../hls/refusal.js';
import { hostOf } from '../../hls/streams.js';
import { FAILURE_WORDS, FetchError, type HttpClient, type HttpResponse } from '../../http/http-client.js';
import { networkAdvice } from '../../http/network-advice.js';

/** Where a region's master playlist is. */
type MasterPlace = Pick<StreamRegion, 'region' | 'distributionPlaylistUrl' | 'originPlaylistUrl'>;

export interface FetchMastersOptions {
  signal?: AbortSignal;
  /** Regions that are known to be closed; their distributions are not asked. */
  closedRegions?: readonly string[];
  /** Whether each is read a second time, so that URIs show that are made for one viewer. Default false. */
  again?: boolean;
}

/**
 * Fetches each region's own master playlist, all at once: 10 s, 8 MiB and 5 redirects each at most.
 *
 * A closed region stays in the merged playlist, as viewers who join now may have to move there later. Its distribution
 * answers the copilot's 404; its master is then read at the origin, and its URIs still resolve against the
 * distribution's URL, or against where the origin's redirect would have led.
 *
 * @returns in the order of the cluster file
 * @throws CvsError `PLAYLIST_UNREACHABLE`, `PLAYLIST_STATUS`, `PLAYLIST_NOT_HLS`, `PLAYLIST_EMPTY`,
 *   `PLAYLIST_TOO_LARGE`, `PLAYLIST_IS_MEDIA`, `DISTRIBUTION_CLOSED`; each names the region, and all regions that fail
 *   are told at once, by the code of the first. The signal's reason when it aborts.
 */
export async function fetchMasters(
  cluster: { regions: readonly MasterPlace[] },
  http: HttpClient,
  options: FetchMastersOptions = {},
): Promise<RegionMaster[]> {
  const results = await Promise.allSettled(
    cluster.regions.map(async ({ region, distributionPlaylistUrl: url, originPlaylistUrl }) => {
      const read = (from: string) => fetchPlaylist(region, from, http, options.signal);
      if (!options.closedRegions?.includes(region)) {
        const response = await read(url);
        if (!isClosedAnswer(response)) {
          const redirected = hostOf(response.url) !== hostOf(url);
          const master = { ...asMaster(region, response), ...(redirected ? { askedUrl: url } : {}) };
          return options.again ? { ...master, ...(await secondReading(() => read(url))) } : master;
        }
      }
      const ofOrigin = await masterOfClosed(region, () => read(originPlaylistUrl));
      const master = { ...ofOrigin, ...asThroughDistribution(ofOrigin.url, originPlaylistUrl, url) };
      return options.again ? { ...master, ...(await secondReading(() => read(originPlaylistUrl))) } : master;
    }),
  );
  options.signal?.throwIfAborted();
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  if (failures.length > 0) throw asOne(failures);
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

/** The master of a closed region as its origin answers; an error says why the origin was asked. */
async function masterOfClosed(region: string, read: () => Promise<HttpResponse>): Promise<RegionMaster> {
  try {
    return asMaster(region, await read());
  } catch (error) {
    if (!(error instanceof CvsError) || error.code === 'DISTRIBUTION_CLOSED') throw error;
    const { code, message, cause } = error;
    throw new CvsError({
      code,
      message: `${region} is closed, so its origin was asked. ${message}`,
      suggestions: [
        `Start the stream of ${region}, or correct its originPlaylistUrl in the cluster file.`,
        ...(cause instanceof FetchError ? networkAdvice(cause.reason) : []),
      ],
      cause,
    });
  }
}

/**
 * Where the distribution would have led to: CloudFront does not follow a redirect of the origin, and passes it on to the
 * viewer (Amazon CloudFront Developer Guide, "How CloudFront processes HTTP 3xx status codes from your origin").
 *
 * @param final where the origin led to
 */
function asThroughDistribution(
  final: string,
  asked: string,
  distribution: string,
): Pick<RegionMaster, 'url' | 'askedUrl'> {
  const [to, from] = [new URL(final), new URL(asked)];
  if (to.host !== from.host) return { url: final, askedUrl: distribution };
  const isElsewhere = to.pathname !== from.pathname;
  return { url: isElsewhere ? new URL(to.pathname + to.search, distribution).href : distribution };
}

/** Nothing where the second reading fails: the first one is good. */
async function secondReading(read: () => Promise<HttpResponse>): Promise<Pick<RegionMaster, 'again'>> {
  try {
    const response = await read();
    return response.status === 200 ? { again: response.text() } : {};
  } catch (error) {
    if (error instanceof CvsError) return {};
    throw error;
  }
}

/** What is wrong in every region, so that all of it can be corrected before the next try. */
function asOne(failures: readonly unknown[]): unknown {
  const errors = failures.filter((failure) => failure instanceof CvsError);
  const [first] = errors;
  // Anything else is a fault of cvs, and shows where it came from.
  if (!first || errors.length < failures.length) return failures.find((failure) => !(failure instanceof CvsError));
  if (errors.length === 1) return first;
  return new CvsError({
    code: first.code,
    message: errors.map(({ message }) => message).join('\n'),
    suggestions: [...new Set(errors.flatMap(({ suggestions }) => suggestions))],
    cause: first.cause,
  });
}

async function fetchPlaylist(
  region: string,
  url: string,
  http: HttpClient,
  signal: AbortSignal | undefined,
): Promise<HttpResponse> {
  try {
    return await http.fetch(url, { maxBytes: MAX_MASTER_LENGTH, signal });
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof FetchError)) throw error;
    const code = error.reason === 'too-large' ? 'PLAYLIST_TOO_LARGE' : 'PLAYLIST_UNREACHABLE';
    throw refusal(code, { region, url }, `cannot be read: ${FAILURE_WORDS[error.reason]}`, {
      cause: error,
      suggestions: [
        `Check the playlist URLs of ${region} in the cluster file, and that its stream is running.`,
        ...networkAdvice(error.reason),
      ],
    });
  }
}

function asMaster(region: string, response: HttpResponse): RegionMaster {
  const { status, url } = response;
  const source = { region, url };
  // What is said to be the origin is a distribution with a copilot.
  if (isClosedAnswer(response)) throw distributionClosed(region);
  if (status < 200 || status > 299) {
    throw refusal('PLAYLIST_STATUS', source, `answers ${status}${refusalWords(response)}`, {
      suggestions: [
        `Check the playlist URLs of ${region} in the cluster file, and that its stream is running.`,
        ...protectionOfAnswer(response).map(adviceFor),
        ...(status === 404 || status === 410 ? [`If ${region} is closed, open it: cvs failover open ${region}`] : []),
      ],
    });
  }
  const text = decodeText(response.body, source);
  refuseUnlessHls(text, source);
  return { ...source, text };
}
