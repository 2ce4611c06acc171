import { type Check, type Finding, found, pass, unknown } from '../../doctor/check.js';
import { each } from '../../doctor/each-region.js';
import { servesAnswer, servesUrl } from '../../failover/ask-serves.js';
import { isClosedAnswer } from '../../hls/closed-answer.js';
import { readDelivery } from '../../hls/delivery.js';
import { readSteeringManifest, STEERING_PATH } from '../../hls/steering-manifest.js';
import { describeFailure } from '../../http/fetch-failure.js';
import { FetchError, type HttpClient, type HttpResponse } from '../../http/http-client.js';
import { listOf } from '../../list-of.js';
import { outsideText } from '../../outside-text.js';
import type { DeployedFacts } from '../deployed.js';

/** How viewers' requests are made. */
export interface Asking {
  http: HttpClient;
  signal: AbortSignal;
}

export function viewers(deployed: DeployedFacts, asking: Asking): Check {
  const { cluster } = deployed;
  return {
    id: 'viewers',
    group: 'Deployment',
    title: 'Viewers get the playlist and the steering manifest, and every copilot answers',
    async run(facts) {
      const { masterPlaylistUrl: master } = await facts.status();
      const regions = cluster.regions.map(({ region }) => region);
      const shared = master.known
        ? await Promise.all([
            answerOf(master.value, asking, (answer) => judgePlaylist(answer, regions)),
            ...(cluster.masterPlaylist.steering
              ? [
                  answerOf(new URL(STEERING_PATH, master.value).href, asking, (answer) =>
                    judgeSteering(answer, regions),
                  ),
                ]
              : []),
          ])
        : [unknown(master.why)];
      const own = await each(cluster.regions, (member) =>
        answerOf(servesUrl(member), asking, (answer) => judgeServes(answer, member.region)),
      );
      return [...shared, ...own];
    },
  };
}

/** @param judge what is wrong with the answer, or what it is */
async function answerOf(
  url: string,
  { http, signal }: Asking,
  judge: (answer: HttpResponse) => { wrong: string } | { well: string },
): Promise<Finding> {
  try {
    const judged = judge(await http.fetch(url, { signal }));
    return 'wrong' in judged ? found('viewer-answer-wrong', `${url} ${judged.wrong}`) : pass(judged.well);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof FetchError)) throw error;
    return found('viewer-answer-wrong', `${url} does not answer: ${describeFailure(error)}`);
  }
}

function judgePlaylist(answer: HttpResponse, regions: readonly string[]) {
  const { status, headers } = answer;
  const type = headers.get('content-type') ?? 'no content-type';
  if (status !== 200) return { wrong: `answers ${status}` };
  const text = answer.text();
  if (!text.startsWith('#EXTM3U')) return { wrong: 'is not a playlist' };
  if (!/mpegurl/i.test(type)) return { wrong: `has the content-type ${outsideText(type)}` };
  const absent = regions.filter((region) => !text.includes(`PATHWAY-ID="${region}"`));
  if (absent.length > 0) return { wrong: `does not list ${listOf(absent)}` };
  return { well: `the playlist lists ${listOf(regions)}${lifetime(headers)}` };
}

function judgeSteering(answer: HttpResponse, regions: readonly string[]) {
  const { status, headers } = answer;
  const manifest = status === 200 ? readSteeringManifest(answer.text()) : undefined;
  if (!manifest) return { wrong: `answers ${status}, and no steering manifest` };
  const absent = regions.filter((region) => !manifest.priority.includes(region));
  if (absent.length > 0) return { wrong: `does not name ${listOf(absent)}` };
  return { well: `the steering manifest names ${listOf(manifest.priority)}${lifetime(headers)}` };
}

function judgeServes(answer: HttpResponse, region: string) {
  if (isClosedAnswer(answer)) return { well: 'the copilot answers that the region is closed' };
  const said = servesAnswer(answer);
  if (!said) return { wrong: `answers ${answer.status}, which is not the copilot’s answer` };
  if (said.region !== region) return { wrong: `is answered by the copilot of ${outsideText(said.region)}` };
  if (readDelivery(answer.headers).lifetimeS !== 0)
    return { wrong: 'may be cached: it has no cache-control: no-store' };
  return { well: `the copilot serves from ${said.servesFrom === region ? 'its own origin' : said.servesFrom}` };
}

function lifetime(headers: Headers): string {
  const { lifetimeS } = readDelivery(headers);
  return lifetimeS === undefined ? '' : `, for ${lifetimeS} s`;
}
