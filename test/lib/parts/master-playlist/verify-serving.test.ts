import { describe, expect, test } from '@jest/globals';
import type { HttpClient } from '../../../../src/lib/http/http-client.js';
import { verifyServing } from '../../../../src/lib/parts/master-playlist/verify-serving.js';
import { FakeClock } from '../../../support/fake-clock.js';

const MASTER = 'https://dmaster.cloudfront.net/live/playlist.m3u8';
const STREAM = 'https://d1.cloudfront.net/out/index.m3u8';
const SERVES = 'https://d1.cloudfront.net/out/cvs-serves.json';
const OURS = '{"region":"eu-west-1","servesFrom":"eu-west-1","canServeFrom":[]}';
const COPY = '#EXTM3U\n#EXT-X-VERSION:6\n';

/** Answers each URL with the texts in turn, the last one for ever; a number is a status. */
function serving(answers: Record<string, (string | number)[]>): HttpClient {
  return {
    fetch: async (url) => {
      const left = answers[url] ?? [404];
      const answer = left.length > 1 ? left.shift() : left[0];
      const text = typeof answer === 'string' ? answer : '';
      const status = typeof answer === 'number' ? answer : 200;
      return { url, status, headers: new Headers(), body: Buffer.from(text), text: () => text };
    },
    close: async () => {},
  };
}

function options(http: HttpClient, clock: FakeClock) {
  return {
    masterPlaylistUrl: MASTER,
    copies: [COPY, `${COPY}# the other first\n`],
    pathways: ['eu-west-1', 'eu-west-2'],
    streams: [{ region: 'eu-west-1', distributionPlaylistUrl: STREAM }],
    http,
    clock,
    random: () => 0.5,
    signal: new AbortController().signal,
  };
}

const STEERING = 'https://dmaster.cloudfront.net/steering.json';
const GOOD_STEERING = '{"VERSION":1,"PATHWAY-PRIORITY":["eu-west-2","eu-west-1"]}';

describe('verifyServing', () => {
  test('waits until the master and the steering manifest are right', async () => {
    const clock = new FakeClock();
    const http = serving({
      [MASTER]: [403, 'an older playlist', COPY],
      [STEERING]: [403, GOOD_STEERING],
      [SERVES]: [404, OURS],
    });
    const done = verifyServing(options(http, clock));
    await clock.advance(5000);
    await expect(done).resolves.toEqual([]);
  });

  test('a copilot that is closed answers too; a distribution that refuses this machine says nothing of its copilot', async () => {
    const clock = new FakeClock();
    const well = { [MASTER]: [COPY], [STEERING]: [GOOD_STEERING] };
    const refusing = serving({ ...well, [SERVES]: [403], [STREAM]: [403] });
    await expect(verifyServing(options(refusing, clock))).resolves.toEqual(['eu-west-1']);
    const closed: HttpClient = {
      ...serving(well),
      fetch: async (url) => ({
        ...(await serving(well).fetch(url)),
        headers: new Headers({ 'x-cvs-distribution': 'closed' }),
      }),
    };
    await expect(verifyServing(options(closed, clock))).resolves.toEqual([]);
  });

  test.each([
    [{ [MASTER]: [403] }, /playlist\.m3u8 answers 403/],
    [{ [MASTER]: ['something'] }, /playlist\.m3u8 serves something else/],
    [{ [MASTER]: [COPY] }, /steering\.json answers HTTP 404/],
    [{ [MASTER]: [COPY], [STEERING]: ['{"VERSION":1,"PATHWAY-PRIORITY":["mars"]}'] }, /PATHWAY-PRIORITY \["mars"\]/],
    [
      { [MASTER]: [COPY], [STEERING]: [GOOD_STEERING] },
      /the copilot does not answer at the distribution of eu-west-1 \(https:\S+cvs-serves\.json answers 404\)/,
    ],
    [
      { [MASTER]: [COPY], [STEERING]: [GOOD_STEERING], [SERVES]: [403], [STREAM]: ['#EXTM3U'] },
      /the copilot does not answer at the distribution of eu-west-1/,
    ],
    [
      { [MASTER]: [COPY], [STEERING]: [GOOD_STEERING], [SERVES]: [OURS.replace('eu-west-1', 'eu-west-2')] },
      /the copilot does not answer at the distribution of eu-west-1/,
    ],
    [{ [MASTER]: [COPY], [STEERING]: ['<html>'] }, /steering\.json answers HTTP 200, and no steering manifest/],
  ])('gives up after three minutes and says what it saw (%#)', async (answers, message) => {
    const clock = new FakeClock();
    const done = verifyServing(options(serving(answers), clock));
    const refusal = expect(done).rejects.toMatchObject({
      code: 'NOT_SERVING',
      message: expect.stringMatching(message),
    });
    await clock.advance(4 * 60_000);
    await refusal;
  });

  test('does not ask for steering when the cluster has none', async () => {
    const clock = new FakeClock();
    await expect(
      verifyServing({ ...options(serving({ [MASTER]: [COPY], [SERVES]: [OURS] }), clock), pathways: [] }),
    ).resolves.toEqual([]);
  });
});
