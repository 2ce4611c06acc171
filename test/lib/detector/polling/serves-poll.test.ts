import { expect, test } from '@jest/globals';
import { ServesPoll } from '../../../../src/lib/detector/polling/serves-poll.js';
import type { HttpClient } from '../../../../src/lib/http/http-client.js';
import { FakeClock } from '../../../support/fake-clock.js';

const URL_ = 'https://d1.cloudfront.net/live/index.m3u8';

/** @param answers one after the other: bodies, or that there is no answer */
function pollOf(answers: (string | undefined)[]) {
  const clock = new FakeClock();
  const asked: string[] = [];
  const http = {
    fetch: async (url: string) => {
      const text = answers[asked.length];
      asked.push(url);
      if (text === undefined) throw new Error('no answer');
      return { url, status: 200, headers: new Headers(), body: Buffer.from(text), text: () => text };
    },
  } as unknown as HttpClient;
  const poll = new ServesPoll(URL_, http, clock);
  const look = async () => {
    const tasks = poll.due(new AbortController().signal);
    await Promise.all(tasks);
    return tasks.length;
  };
  return { clock, asked, poll, look };
}

const said = (servesFrom: string) => JSON.stringify({ region: 'eu-west-1', servesFrom, canServeFrom: [] });

test('asks next to the playlist, each 15 s, and knows the last answer', async () => {
  const { clock, asked, poll, look } = pollOf([said('eu-west-1'), said('eu-west-2')]);
  expect(poll.from).toBeUndefined();
  expect([await look(), await look()]).toEqual([1, 0]);
  expect(poll.from).toBe('eu-west-1');
  await clock.advance(15_000);
  await look();
  expect(poll.from).toBe('eu-west-2');
  expect(asked).toEqual(Array(2).fill('https://d1.cloudfront.net/live/cvs-serves.json'));
});

test.each([
  ['no answer', undefined],
  ['a page', '<html>'],
  ['something else', '{"servesFrom":7}'],
])('what was said before does not count after %s', async (_, answer) => {
  const { clock, poll, look } = pollOf([said('eu-west-1'), answer]);
  await look();
  await clock.advance(15_000);
  await look();
  expect(poll.from).toBeUndefined();
});
