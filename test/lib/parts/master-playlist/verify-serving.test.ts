import { describe, expect, test } from '@jest/globals';
import type { HttpClient } from '../../../../src/lib/http/http-client.js';
import { verifyServing } from '../../../../src/lib/parts/master-playlist/verify-serving.js';
import { FakeClock } from '../../../support/fake-clock.js';

const MASTER = 'https://dmaster.cloudfront.net/live/playlist.m3u8';
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
    http,
    clock,
    random: () => 0.5,
    signal: new AbortController().signal,
  };
}

const STEERING = 'https://dmaster.cloudfront.net/steering.json';

describe('verifyServing', () => {
  test('waits until the master and the steering manifest are right', async () => {
    const clock = new FakeClock();
    const http = serving({
      [MASTER]: [403, 'an older playlist', COPY],
      [STEERING]: [403, '{"VERSION":1,"PATHWAY-PRIORITY":["eu-west-2","eu-west-1"]}'],
    });
    const done = verifyServing(options(http, clock));
    await clock.advance(5000);
    await expect(done).resolves.toBeUndefined();
  });

  test.each([
    [{ [MASTER]: [403] }, /playlist\.m3u8 answers 403/],
    [{ [MASTER]: ['something'] }, /playlist\.m3u8 serves something else/],
    [{ [MASTER]: [COPY] }, /steering\.json answers HTTP 404/],
    [{ [MASTER]: [COPY], [STEERING]: ['{"VERSION":1,"PATHWAY-PRIORITY":["mars"]}'] }, /PATHWAY-PRIORITY \["mars"\]/],
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
      verifyServing({ ...options(serving({ [MASTER]: [COPY] }), clock), pathways: [] }),
    ).resolves.toBeUndefined();
  });
});
