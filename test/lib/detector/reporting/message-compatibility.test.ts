import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import type { DetectorMessage } from '../../../../src/lib/detector/reporting/detector-message.js';
import { Detector } from '../../../../src/lib/detector/running/detector.js';
import type { HttpClient } from '../../../../src/lib/http/http-client.js';
import { FakeClock } from '../../../support/fake-clock.js';

const sample = JSON.parse(
  await readFile(new URL('../../../fixtures/detector/spd-message.json', import.meta.url), 'utf8'),
) as { options: object; playlists: Record<string, object>; detector: object };

/** A message of ours: one playlist, followed for a while. */
async function ours(): Promise<DetectorMessage> {
  const clock = new FakeClock();
  const http: HttpClient = {
    async fetch(url) {
      const sequence = Math.floor(clock.monotonic() / 2000);
      const text = `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:${sequence}\n#EXTINF:2,\ns${sequence}.ts\n`;
      return { url, status: 200, headers: new Headers(), body: Buffer.from(text), text: () => text };
    },
    close: async () => {},
  };
  const url = 'https://origin.example.com/index_1.m3u8';
  const detector = new Detector({
    settings: {
      name: 'Example',
      region: 'us-west-2',
      distributionPlaylistUrl: url,
      originPlaylistUrl: url,
      durationMultiplier: 1.5,
      staleTolerance: 0.9,
      changeDetect: 'MEDIASEQUENCE',
      topicArn: 'arn:aws:sns:us-west-2:111122223333:example-topic',
    },
    http,
    clock,
    publish: async () => {},
    log: () => {},
  });
  const done = detector.run(20_000);
  await clock.advance(20_000);
  await done;
  return detector.view();
}

/** Names and kinds of the members. */
function shape(value: object): Record<string, string> {
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, typeof member]));
}

test('a consumer of the older system finds every field where it was, of the same kind', async () => {
  const message = await ours();
  expect(shape(message.options)).toMatchObject(shape(sample.options));
  expect(shape(message.detector)).toMatchObject(shape(sample.detector));
  const [older] = Object.values(sample.playlists);
  const [newer] = Object.values(message.playlists);
  expect(shape(newer ?? {})).toMatchObject(shape(older ?? {}));
  expect(Object.keys(message.playlists)).toEqual(['https://origin.example.com/index_1.m3u8']);
});
