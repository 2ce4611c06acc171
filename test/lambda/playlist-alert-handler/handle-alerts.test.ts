import { readFile } from 'node:fs/promises';
import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import type { SNSEvent } from 'aws-lambda';
import { handleAlerts } from '../../../lambda/playlist-alert-handler/handle-alerts.js';

const sample = await readFile(new URL('../../fixtures/detector/spd-message.json', import.meta.url), 'utf8');

/** An event as SNS invokes a function with ("Invoking Lambda functions with Amazon SNS notifications"). */
function snsEvent(...messages: string[]): SNSEvent {
  return {
    Records: messages.map((Message, index) => ({
      EventSource: 'aws:sns',
      EventVersion: '1.0',
      EventSubscriptionArn: 'arn:aws:sns:us-west-2:111122223333:example-topic:21be56ed-a058-49f5-8c98-aedd2564c486',
      Sns: {
        Type: 'Notification',
        MessageId: `message-${index}`,
        TopicArn: 'arn:aws:sns:us-west-2:111122223333:example-topic',
        Subject: '',
        Message,
        Timestamp: '2026-01-01T00:00:07.500Z',
        SignatureVersion: '1',
        Signature: 'EXAMPLE',
        SigningCertUrl: 'EXAMPLE',
        UnsubscribeUrl: 'EXAMPLE',
        MessageAttributes: {},
      },
    })),
  };
}

function detectorMessage(detector: object, cdnUrl = 'https://D222222abcdef8.cloudfront.net/out/index.m3u8'): string {
  return JSON.stringify({
    options: { cdn_url: cdnUrl, region: 'eu-west-1' },
    playlists: {},
    detector: { total: 4, stale: 0, ...detector },
  });
}

/** @param refusal name of the error with which DynamoDB refuses updates, of the domains that it names or of all */
function parts(refusal?: string, domains?: readonly string[]) {
  const updates: UpdateItemCommandInput[] = [];
  const lines: { level: string; message: string; details: Record<string, unknown> }[] = [];
  const setAside: { message: string; reason: string }[] = [];
  return {
    updates,
    lines,
    aside: setAside,
    tableName: 'spring-final',
    region: 'eu-west-1',
    distributionDomain: '',
    log: (level: string, message: string, details: object) => lines.push({ level, message, details: { ...details } }),
    async setAside(message: string, reason: string) {
      setAside.push({ message, reason });
    },
    async update(input: UpdateItemCommandInput) {
      updates.push(input);
      const refused = !domains || domains.some((one) => input.Key?.domain?.S === `health#${one}`);
      if (refusal && refused) throw Object.assign(new Error(refusal), { name: refusal });
    },
  };
}

describe('the playlist alert handler', () => {
  test('writes the health item of the distribution, if its sequence is newer', async () => {
    const to = parts();
    const fresh = { state: 'fresh', sequence: 1767225600123, observed_at: 1767225600 };
    await handleAlerts(snsEvent(detectorMessage(fresh)), to);
    expect(to.updates).toHaveLength(1);
    const [update] = to.updates;
    expect(update).toMatchObject({
      TableName: 'spring-final',
      Key: { domain: { S: 'health#d222222abcdef8.cloudfront.net' } },
      ExpressionAttributeValues: {
        ':playlist_fresh': { BOOL: true },
        ':state': { S: 'fresh' },
        ':sequence': { N: '1767225600123' },
        ':observed_at': { N: '1767225600' },
        ':region': { S: 'eu-west-1' },
      },
    });
  });

  test('a stale message ends the time of freshness, and the first fresh one after it begins another', async () => {
    const to = parts();
    const messages = ['stale', 'fresh'].map((state, index) =>
      detectorMessage({ state, sequence: index, observed_at: 7 }),
    );
    await handleAlerts(snsEvent(...messages), to);
    const [stale, fresh] = to.updates.map((update) => update.UpdateExpression);
    expect(stale).toMatch(
      /#stale_at = :stale_at, #stale_since = if_not_exists\(#stale_since, :stale_since\) REMOVE .*#fresh_since$/,
    );
    expect(fresh).toMatch(/#fresh_since = if_not_exists\(#fresh_since, :fresh_since\) REMOVE .*#stale_since$/);
  });

  test('understands a message of the older system, and takes its time from the notification', async () => {
    const to = parts();
    await handleAlerts(snsEvent(sample), to);
    expect(to.updates[0]?.Key).toEqual({ domain: { S: 'health#d222222abcdef8.cloudfront.net' } });
    expect(to.updates[0]?.ExpressionAttributeValues).toMatchObject({
      ':playlist_fresh': { BOOL: false },
      ':sequence': { N: '82' },
      ':observed_at': { N: '1767225607' },
      ':detail': { S: '4 of 4 playlists are stale' },
    });
  });

  test('the key of a distribution in the sandbox carries its port', async () => {
    const to = parts();
    const url = 'http://d1abc.cloudfront.localhost:41235/out/index.m3u8';
    await handleAlerts(snsEvent(detectorMessage({ state: 'stale', sequence: 1 }, url)), to);
    expect(to.updates[0]?.Key).toEqual({ domain: { S: 'health#d1abc.cloudfront.localhost:41235' } });
  });

  test('a detector that knows nothing yet leaves the item as it is', async () => {
    const to = parts();
    await handleAlerts(snsEvent(detectorMessage({ state: 'unknown', sequence: 1 })), to);
    expect(to.updates).toEqual([]);
  });

  test.each([
    ['ConditionalCheckFailedException', 2],
    ['ResourceNotFoundException', 1],
  ])('%s is not a failure', async (refusal, tried) => {
    const to = parts(refusal);
    await handleAlerts(snsEvent(detectorMessage({ state: 'stale', sequence: 1 })), to);
    expect(to.updates).toHaveLength(tried);
    expect(to.lines).toHaveLength(1);
  });

  test('any other refusal rejects, so that Lambda tries again', async () => {
    const event = snsEvent(detectorMessage({ state: 'stale', sequence: 1 }));
    await expect(handleAlerts(event, parts('ThrottlingException'))).rejects.toThrow('ThrottlingException');
  });

  test.each([
    ['no JSON', 'hello', 'the message is "hello"'],
    ['nothing', '', 'the message is ""'],
    ['an array', '[]', 'the message is "[]"'],
    ['no options', '{"detector":{}}', 'options is undefined'],
    ['an unknown state', detectorMessage({ state: 'tired', sequence: 1 }), 'detector.state is "tired"'],
    ['no sequence', detectorMessage({ state: 'stale' }), 'detector.sequence is undefined'],
    ['no URL', detectorMessage({ state: 'stale', sequence: 1 }, 'index.m3u8'), 'options.cdn_url is "index.m3u8"'],
  ])(
    '%s goes to the dead-letter queue at once, naming what is wrong, and is not repeated',
    async (_, message, problem) => {
      const to = parts();
      await handleAlerts(snsEvent(message, detectorMessage({ state: 'stale', sequence: 1 })), to);
      expect(to.aside).toEqual([{ message, reason: expect.stringContaining(problem) }]);
      expect(to.updates).toHaveLength(1);
      expect(to.lines[0]).toMatchObject({ level: 'ERROR', details: { messageId: 'message-0', setAside: true } });
    },
  );

  test('a message that cannot be set aside rejects, so that Lambda does it', async () => {
    const to = { ...parts(), setAside: () => Promise.reject(new Error('no queue')) };
    await expect(handleAlerts(snsEvent('hello'), to)).rejects.toThrow('message-0: no queue');
  });

  test('of several messages those that can be written are written, and the others are named', async () => {
    const url = (name: string) => `https://${name}.cloudfront.net/index.m3u8`;
    const messages = ['d1', 'd2', 'd3'].map((name) => detectorMessage({ state: 'stale', sequence: 1 }, url(name)));
    const to = parts('ThrottlingException', ['d2.cloudfront.net']);
    await expect(handleAlerts(snsEvent(...messages), to)).rejects.toThrow(
      '1 of 3 alerts not written: message-1: ThrottlingException',
    );
    expect(to.updates.map((one) => one.Key?.domain?.S)).toEqual([
      'health#d1.cloudfront.net',
      'health#d2.cloudfront.net',
      'health#d3.cloudfront.net',
    ]);
  });

  test('an observation is not later than its notification, whatever the detector’s clock says', async () => {
    const to = parts();
    await handleAlerts(snsEvent(detectorMessage({ state: 'stale', sequence: 1, observed_at: 1_999_999_999 })), to);
    expect(to.updates[0]?.ExpressionAttributeValues?.[':observed_at']).toEqual({ N: '1767225607' });
  });

  describe('of one distribution', () => {
    const OWN = 'd111111abcdef8.cloudfront.net';
    const OTHER = 'd222222abcdef8.cloudfront.net';
    const message = (cdnUrl: string, said?: unknown) => {
      const { options, ...rest } = JSON.parse(detectorMessage({ state: 'stale', sequence: 1 }, cdnUrl));
      return JSON.stringify({ ...rest, options: { ...options, distribution_domain: said } });
    };
    const url = (host: string) => `https://${host}/index.m3u8`;

    test.each([
      ['names it and has its URL', message(url(OWN), OWN)],
      ['names it and has an alias in the URL', message(url('live.example.com'), OWN)],
      ['names none and has its URL, as an older detector', message(url(OWN))],
      ['names none and has an alias, as an older detector', message(url('live.example.com'))],
    ])('a message that %s is written to its key', async (_, text) => {
      const to = { ...parts(), distributionDomain: OWN };
      await handleAlerts(snsEvent(text), to);
      expect(to.updates.map(({ Key }) => Key)).toEqual([{ domain: { S: `health#${OWN}` } }]);
    });

    test.each([
      ['names another', message(url(OWN), OTHER)],
      ['names another, behind an alias', message(url('live.example.com'), OTHER)],
      ['has the URL of another', message(url(OTHER))],
    ])('a message that %s is set aside, and written nowhere', async (_, text) => {
      const to = { ...parts(), distributionDomain: OWN };
      await handleAlerts(snsEvent(text), to);
      expect(to.updates).toEqual([]);
      expect(to.aside).toEqual([
        { message: text, reason: `This message is about ${OTHER}. Only messages about ${OWN} are written.` },
      ]);
      expect(to.lines[0]).toMatchObject({ level: 'ERROR', details: { setAside: true } });
    });

    test.each([7, '', 'live.example.com', `${OWN}#x`])('%j is no domain name of a distribution', async (said) => {
      const to = { ...parts(), distributionDomain: OWN };
      await handleAlerts(snsEvent(message(url(OWN), said)), to);
      expect(to.updates).toEqual([]);
      expect(to.aside[0]?.reason).toContain('options.distribution_domain is');
    });

    test('without a distribution of its own, the message’s word goes before the URL’s host', async () => {
      const to = parts();
      await handleAlerts(snsEvent(message(url('live.example.com'), OTHER)), to);
      expect(to.updates[0]?.Key).toEqual({ domain: { S: `health#${OTHER}` } });
    });
  });

  test('the line of a written alert carries its metrics; that of an older one does not', async () => {
    const message = detectorMessage({ state: 'stale', sequence: 1 });
    const written = parts();
    await handleAlerts(snsEvent(message), written);
    expect(written.lines[0]?.details).toMatchObject({ Cluster: 'spring-final', Region: 'eu-west-1', PlaylistStale: 1 });
    const older = parts('ConditionalCheckFailedException');
    await handleAlerts(snsEvent(message), older);
    expect(older.lines[0]?.details).not.toHaveProperty('_aws');
  });
});
