import { CreateTopicCommand, SetTopicAttributesCommand } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AwsClients } from '../../../src/lib/aws/aws-clients.js';
import { reachOfTopic } from '../../../src/lib/doctor/alarm-topic.js';
import { clockAheadS, readQuotas, readTopic, regionProblem } from '../../../src/lib/doctor/read-account.js';
import { ServiceError } from '../../../src/sandbox/services/service-error.js';
import type { Sandbox } from '../../../src/sandbox/start-sandbox.js';
import { startTestSandbox } from '../../support/test-sandbox.js';

let sandbox: Sandbox;
let clients: AwsClients;

beforeAll(async () => {
  sandbox = await startTestSandbox({
    intercept: ({ region, service }) => {
      if (region === 'ap-east-1') throw new ServiceError('InvalidClientTokenId', 'The token is not valid here.', 403);
      if (region === 'eu-west-2' && service === 'lambda') {
        return {
          status: 200,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ AccountLimit: { ConcurrentExecutions: 100, UnreservedConcurrentExecutions: 30 } }),
        };
      }
      if (region === 'us-east-1' && service === 'lambda') {
        throw new ServiceError('AccessDeniedException', 'User is not authorized', 403);
      }
      return undefined;
    },
  });
  clients = new AwsClients({ endpoint: sandbox.endpoint, credentials: sandbox.credentials });
});

afterAll(async () => {
  await clients.close();
  await sandbox.close();
});

describe('what is read of the account', () => {
  test('a clock that is wrong, by AWS’s own', async () => {
    const at = (aheadMs: number) => ({ now: () => Date.now() + aheadMs }) as Parameters<typeof clockAheadS>[1];
    // The header has whole seconds, and the answer takes a moment.
    expect(Math.abs(await clockAheadS(clients, at(0)))).toBeLessThan(60);
    expect(Math.abs((await clockAheadS(clients, at(3_600_000))) - 3600)).toBeLessThan(60);
    expect(Math.abs((await clockAheadS(clients, at(-3_600_000))) + 3600)).toBeLessThan(60);
  });

  test('a topic: the policy that SNS gives it lets alarms publish, unless it is encrypted with SNS’s own key', async () => {
    const sns = await clients.sns('eu-west-1');
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'on-call' }));
    const alarm = 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:spring-final-stale-playlist-detector-silent';
    const reach = async () => reachOfTopic((await readTopic(clients, 'eu-west-1', TopicArn)) ?? {}, [alarm]);
    expect(await reach()).toEqual({ kind: 'unheard', why: 'has no confirmed subscription' });
    const key = { AttributeName: 'KmsMasterKeyId', AttributeValue: 'alias/aws/sns' };
    await sns.send(new SetTopicAttributesCommand({ TopicArn, ...key }));
    expect((await reach()).kind).toBe('refused');
    expect(await readTopic(clients, 'eu-west-1', `${TopicArn}-gone`)).toBeUndefined();
  });

  test('a region that does not know the account', async () => {
    expect(await regionProblem(clients, 'eu-west-1')).toBeUndefined();
    const problem = await regionProblem(clients, 'ap-east-1');
    expect(problem).toMatchObject({ code: 'CREDENTIALS_INVALID' });
    expect(problem?.message).toContain('The token is not valid here.');
  });

  test('the quotas of a region', async () => {
    expect(await readQuotas(clients, 'eu-west-2')).toEqual({
      stackLimit: 2000,
      concurrentExecutions: 100,
      unreservedExecutions: 30,
    });
    await expect(readQuotas(clients, 'us-east-1')).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  });
});
