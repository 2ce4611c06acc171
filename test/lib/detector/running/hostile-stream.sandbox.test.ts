import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DetectorMessage } from '../../../../src/lib/detector/reporting/detector-message.js';
import { prometheusText } from '../../../../src/lib/detector/reporting/prometheus.js';
import { Detector } from '../../../../src/lib/detector/running/detector.js';
import type { HttpClient } from '../../../../src/lib/http/http-client.js';
import { detectorTable } from '../../../../src/lib/ui/report/detector-table.js';
import { FakeClock } from '../../../support/fake-clock.js';
import { cutOffPlaylist, HOSTILE, masterOf, UNSAFE } from '../../../support/hostile-text.js';
import { resourceContext, type ServiceServer, startServices } from '../../../support/service-server.js';

const REGION = 'eu-west-1';

let server: ServiceServer;
let sns: SNSClient;

beforeAll(async () => {
  server = await startServices();
  sns = new SNSClient(server.client(REGION));
});
afterAll(async () => {
  sns.destroy();
  await server.stop();
});

/** An origin that answers with these texts, by the last part of the path. */
function origin(texts: Readonly<Record<string, string>>, other = ''): HttpClient {
  return {
    async fetch(url) {
      const text = texts[new URL(url).pathname.split('/').at(-1) ?? ''] ?? other;
      return { url, status: 200, headers: new Headers(), body: Buffer.from(text), text: () => text };
    },
    close: async () => {},
  };
}

/** A topic with a queue. */
async function topicWithQueue(name: string) {
  const topic = await server.handler('AWS::SNS::Topic').create({ TopicName: name }, resourceContext(REGION));
  const queue = await server.handler('AWS::SQS::Queue').create({ QueueName: name }, resourceContext(REGION));
  const endpoint = String(queue.attributes.Arn);
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: endpoint,
  };
  const policy = { Queues: [queue.physicalId], PolicyDocument: { Statement: [statement] } };
  await server.handler('AWS::SQS::QueuePolicy').create(policy, resourceContext(REGION));
  const subscription = { TopicArn: topic.physicalId, Protocol: 'sqs', Endpoint: endpoint };
  await server.handler('AWS::SNS::Subscription').create(subscription, resourceContext(REGION));
  return {
    publish: (message: DetectorMessage) =>
      sns.send(new PublishCommand({ TopicArn: topic.physicalId, Message: JSON.stringify(message) })),
    async received(): Promise<DetectorMessage[]> {
      const signal = new AbortController().signal;
      const messages = await server.sqs.byArn(endpoint)?.receive(10, 0, 0, () => undefined, signal);
      return (messages ?? []).map(({ body }) => JSON.parse(JSON.parse(body).Message) as DetectorMessage);
    },
  };
}

const URL_WITH_SECRETS = 'https://user:pass@origin.example/hdnts=exp=1~hmac=ff/index.m3u8?token=s';

/** Runs a detector until it calls the stream stale. @returns its messages of that, as a queue of its topic got them */
async function follow(name: string, http: HttpClient) {
  const { publish, received } = await topicWithQueue(name);
  const stale: DetectorMessage[] = [];
  const clock = new FakeClock();
  const detector = new Detector({
    settings: {
      name,
      region: REGION,
      distributionPlaylistUrl: URL_WITH_SECRETS,
      originPlaylistUrl: URL_WITH_SECRETS,
      durationMultiplier: 1,
      staleTolerance: 0.95,
      changeDetect: 'MEDIASEQUENCE',
      topicArn: '',
    },
    http,
    clock,
    publish: async (message) => {
      if (message.detector.state === 'stale') stale.push(message);
    },
    log: () => {},
  });
  const running = detector.run(15_000);
  await clock.advance(15_000);
  await running;
  for (const message of stale) await publish(message);
  return { messages: await received(), detector };
}

function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null
    ? [...Object.keys(value), ...Object.values(value).flatMap(texts)]
    : [];
}

describe.each([
  ['a line of 300,000 characters', { 'v.m3u8': cutOffPlaylist('x'.repeat(300_000)) }],
  ['300,000 characters that are not to be shown', { 'v.m3u8': cutOffPlaylist(HOSTILE.repeat(5000)) }],
  ['what a terminal would obey', { 'v.m3u8': cutOffPlaylist(HOSTILE) }],
])('a playlist that ends with %s', (what, playlists) => {
  test('the alert arrives, short and safe to show', async () => {
    const http = origin({
      'index.m3u8': masterOf(['v.m3u8?token=secret', `${HOSTILE.repeat(50)}/v.m3u8`]),
      ...playlists,
    });
    const { messages, detector } = await follow(`hostile-${what.length}`, http);
    const [stale] = messages;
    expect(stale?.detector.reason).toMatch(/^2 of 2 variants are stale: no new segment .*: it ends with #EXTINF:1,/);
    const all = texts(stale);
    expect(all.filter((text) => UNSAFE.test(text))).toEqual([]);
    expect(all.filter((text) => text.length > 1000)).toEqual([]);
    expect(JSON.stringify(stale)).not.toMatch(/user:pass|token=s|hmac=ff/);
    const drawn = [detectorTable(detector.view()), prometheusText(detector.view(), detector.totals, 0)];
    for (const text of drawn) expect(text).not.toMatch(UNSAFE);
  }, 60_000);
});

test('the alert of a stream of 3,000 playlists arrives, and says what it leaves out', async () => {
  const uris = Array.from(
    { length: 10_000 },
    (_, index) => `rung-${index}/with-a-rather-long-name/index_${index}.m3u8`,
  );
  const { messages } = await follow('many', origin({ 'index.m3u8': masterOf(uris) }, 'x'));
  const [stale] = messages;
  const reports = Object.keys(stale?.playlists ?? {}).length;
  expect(stale?.detector).toMatchObject({ total: 2000, reports_left_out: 2000 - reports });
  expect(reports).toBeGreaterThan(300);
}, 60_000);
