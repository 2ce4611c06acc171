import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../../src/lib/clock.js';
import type { DetectorMessage } from '../../../../src/lib/detector/reporting/detector-message.js';
import { prometheusText } from '../../../../src/lib/detector/reporting/prometheus.js';
import { Detector } from '../../../../src/lib/detector/running/detector.js';
import type { HttpClient } from '../../../../src/lib/http/http-client.js';
import { detectorTable } from '../../../../src/lib/ui/report/detector-table.js';
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

/** Runs a detector until it calls the stream stale. @returns the messages that arrived in a queue of its topic, and errors */
async function follow(
  name: string,
  http: HttpClient,
  url = 'https://user:pass@origin.example/hdnts=exp=1~hmac=ff/index.m3u8?token=s',
) {
  const topic = await server.handler('AWS::SNS::Topic').create({ TopicName: name }, resourceContext(REGION));
  const queue = await server.handler('AWS::SQS::Queue').create({ QueueName: name }, resourceContext(REGION));
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: queue.attributes.Arn,
  };
  const policy = { Queues: [queue.physicalId], PolicyDocument: { Statement: [statement] } };
  await server.handler('AWS::SQS::QueuePolicy').create(policy, resourceContext(REGION));
  const endpoint = String(queue.attributes.Arn);
  const subscription = { TopicArn: topic.physicalId, Protocol: 'sqs', Endpoint: endpoint };
  await server.handler('AWS::SNS::Subscription').create(subscription, resourceContext(REGION));
  const errors: string[] = [];
  const stop = new AbortController();
  const detector = new Detector({
    settings: {
      name,
      region: REGION,
      distributionPlaylistUrl: url,
      originPlaylistUrl: url,
      // A deadline of a fifth of a second, where the target duration is not known.
      durationMultiplier: 1 / 30,
      staleTolerance: 0.95,
      changeDetect: 'MEDIASEQUENCE',
      topicArn: topic.physicalId,
    },
    http,
    clock: systemClock,
    publish: async (message) => {
      await sns.send(new PublishCommand({ TopicArn: topic.physicalId, Message: JSON.stringify(message) }));
      if (message.detector.state === 'stale') stop.abort();
    },
    log: (level, message) => {
      if (level === 'ERROR') errors.push(message);
    },
  });
  await detector.run(20_000, stop.signal);
  const received = await server.sqs.byArn(endpoint)?.receive(10, 0, 0, () => undefined, new AbortController().signal);
  const messages = (received ?? []).map(({ body }) => JSON.parse(JSON.parse(body).Message) as DetectorMessage);
  return { messages, errors, detector };
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
    const { messages, errors, detector } = await follow(`hostile-${what.length}`, http);
    expect(errors).toEqual([]);
    const stale = messages.find((message) => message.detector.state === 'stale');
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
  const { messages, errors } = await follow('many', origin({ 'index.m3u8': masterOf(uris) }, 'x'));
  // The machine may be too busy to answer in time; what counts is that the topic takes the message.
  expect(errors.join()).not.toContain('too long');
  const stale = messages.find((message) => message.detector.state === 'stale');
  const reports = Object.keys(stale?.playlists ?? {}).length;
  expect(stale?.detector).toMatchObject({ total: 2000, reports_left_out: 2000 - reports });
  expect(reports).toBeGreaterThan(300);
}, 60_000);
