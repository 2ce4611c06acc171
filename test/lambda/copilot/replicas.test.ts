import { describe, expect, test } from '@jest/globals';
import { nearestFirst, type ReplicaAccess, readReplica } from '../../../lambda/copilot/replicas.js';
import { CONFIG, ONE, TWO } from './events.js';

describe('nearestFirst', () => {
  const regions = ['eu-west-1', 'us-east-1', 'us-west-2'];

  test.each([
    ['us-west-2', ['us-west-2', 'us-east-1', 'eu-west-1']],
    ['us-east-2', ['us-east-1', 'us-west-2', 'eu-west-1']],
    ['eu-central-1', ['eu-west-1', 'us-east-1', 'us-west-2']],
    ['ap-southeast-2', regions],
    ['', regions],
  ])('from %s', (here, order) => {
    expect(nearestFirst(regions, here)).toEqual(order);
  });
});

describe('readReplica', () => {
  function access(response: Response) {
    const requests: { url: string; init: RequestInit }[] = [];
    const parts: ReplicaAccess = {
      credentials: () => ({ accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'token' }),
      clock: { now: () => 0 },
      fetch: async (url, init) => {
        requests.push({ url: String(url), init: init ?? {} });
        return response;
      },
    };
    return { parts, requests };
  }

  test('asks for all items of the cluster in one signed BatchGetItem', async () => {
    const items = [{ domain: { S: ONE }, distro_open: { BOOL: false } }];
    const { parts, requests } = access(Response.json({ Responses: { 'spring-final': items }, UnprocessedKeys: {} }));
    const { distributions } = await readReplica(CONFIG, 'eu-west-2', parts);
    expect(distributions.map(({ domain, open }) => [domain, open])).toEqual([
      [ONE, false],
      [TWO, true],
    ]);
    const [request] = requests;
    expect(request?.url).toBe('https://dynamodb.eu-west-2.amazonaws.com/');
    const headers = new Headers(request?.init.headers);
    expect(headers.get('x-amz-target')).toBe('DynamoDB_20120810.BatchGetItem');
    expect(headers.get('authorization')).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/eu-west-2\/dynamodb\/aws4_request/,
    );
    expect(headers.get('x-amz-security-token')).toBe('token');
    const keys = JSON.parse(String(request?.init.body)).RequestItems['spring-final'].Keys;
    expect(keys.map((key: { domain: { S: string } }) => key.domain.S)).toEqual([
      ONE,
      `health#${ONE}`,
      `health#${ONE}#eu-west-1`,
      `health#${ONE}#eu-west-2`,
      TWO,
      `health#${TWO}`,
      `health#${TWO}#eu-west-1`,
      `health#${TWO}#eu-west-2`,
    ]);
  });

  test.each([
    ['a refusal', Response.json({ __type: 'ResourceNotFoundException', message: 'none' }, { status: 400 })],
    ['keys left out', Response.json({ Responses: { 'spring-final': [] }, UnprocessedKeys: { 'spring-final': {} } })],
    ['no JSON', new Response('<html>')],
    ['a malformed item', Response.json({ Responses: { 'spring-final': [{ domain: { X: 1 } }] } })],
  ])('rejects %s', async (_, response) => {
    await expect(readReplica(CONFIG, 'eu-west-1', access(response).parts)).rejects.toThrow();
  });
});
