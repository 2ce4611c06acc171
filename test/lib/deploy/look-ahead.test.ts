import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { BuiltAssets } from '../../../src/lib/assets/assets.js';
import type { AwsClients } from '../../../src/lib/aws/aws-clients.js';
import { type LookAhead, lookAhead } from '../../../src/lib/deploy/look-ahead.js';
import { CvsError } from '../../../src/lib/errors.js';
import type { HttpClient } from '../../../src/lib/http/http-client.js';
import { silent } from '../../../src/lib/progress.js';
import { FakeClock } from '../../support/fake-clock.js';
import { FakeCloudFront } from '../../support/fake-cloudfront.js';
import { springFinal } from '../../support/spring-final.js';

const [first] = springFinal.regions;
const distributionId = first?.distributionId ?? '';

let clock: FakeClock;
let cloudFront: FakeCloudFront;
let looks: LookAhead;

/** CloudFront answers, STS refuses, and CloudFormation says nothing until it is given up on. */
function begin(): LookAhead {
  const never = (_command: unknown, { abortSignal }: { abortSignal: AbortSignal }) =>
    new Promise((_resolve, reject) => {
      abortSignal.addEventListener('abort', () =>
        reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' })),
      );
    });
  const refused = async () => {
    throw Object.assign(new Error('no'), { name: 'ExpiredToken' });
  };
  return lookAhead({
    cluster: springFinal,
    clients: {
      ...cloudFront.clients(),
      cloudFormation: async () => ({ send: never }),
      dynamoDb: async () => ({ send: refused, config: { credentials: async () => ({}) } }),
      sts: async () => ({ send: refused }),
    } as unknown as AwsClients,
    clock,
    assets: {} as BuiltAssets,
    http: {} as HttpClient,
    random: Math.random,
    report: silent,
    signal: new AbortController().signal,
    createBuckets: false,
    identity: 'ann@laptop',
  });
}

beforeEach(() => {
  clock = new FakeClock();
  cloudFront = new FakeCloudFront();
  for (const member of springFinal.regions) cloudFront.add(member.distributionId, {}, member.distributionDomain);
  looks = begin();
});

afterEach(() => looks.end());

test('what was found counts for some seconds, and then no more', async () => {
  await expect(looks.freshDistribution(distributionId)).resolves.toMatchObject({ domain: first?.distributionDomain });
  await clock.advance(9_000);
  await expect(looks.freshDistribution(distributionId)).resolves.toBeDefined();
  await clock.advance(2_000);
  await expect(looks.freshDistribution(distributionId)).resolves.toBeUndefined();
});

test('a refusal counts as long; later it is asked anew', async () => {
  await expect(looks.assets()).rejects.toMatchObject({ code: 'CREDENTIALS_EXPIRED' });
  await clock.advance(11_000);
  await expect(looks.assets()).resolves.toBeUndefined();
});

test('a state table that cannot be read has simply not been looked at', async () => {
  await expect(looks.stateTable()).resolves.toBeUndefined();
});

test('the end ends what is still being looked at', async () => {
  const stack = looks.stack('copilot');
  const refusal = expect(stack).rejects.toBeInstanceOf(CvsError);
  await looks.end();
  await refusal;
});
