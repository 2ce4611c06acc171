import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Sandbox } from '../../src/sandbox/start-sandbox.js';
import { packageRoot } from '../support/cvs/cvs.js';
import { startTestSandbox } from '../support/test-sandbox.js';
import { describeClient, python, runClient } from './support/foreign-client.js';
import { judgeExchanges } from './support/judge-exchanges.js';
import { recordExchanges } from './support/record-exchanges.js';

describeClient('boto3', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox();
  });
  afterAll(() => sandbox.close());

  /** What a script printed; the models of the services must know every request and answer. */
  async function run(script: string): Promise<unknown> {
    const file = join(packageRoot, 'test/foreign/boto3', script);
    const recording = recordExchanges(sandbox.endpoint);
    const { code, stdout, text } = await runClient(python, ['-B', file], sandbox);
    recording.stop();
    if (code !== 0) throw new Error(text);
    expect((await judgeExchanges(recording.exchanges, sandbox)).deviations).toEqual([]);
    return JSON.parse(stdout);
  }

  test('deploys, changes, breaks, rolls back and deletes a stack', async () => {
    expect(await run('stacks.py')).toEqual({
      'created change set': ['Add A AWS::SQS::Queue'],
      'before execution': 'REVIEW_IN_PROGRESS',
      created: ['CREATE_COMPLETE', [{ Key: 'by', Value: 'boto3' }], ['A']],
      change: ['Add B AWS::SQS::Queue'],
      listed: [
        ['first', 'EXECUTE_COMPLETE'],
        ['second', 'AVAILABLE'],
      ],
      'no change': ['WaiterError', 'FAILED', expect.stringContaining("didn't contain changes")],
      'no change, updated': ['ValidationError', 'No updates are to be performed.'],
      'failed change': ['WaiterError', 'UPDATE_ROLLBACK_COMPLETE'],
      'rolled back': 'UPDATE_ROLLBACK_COMPLETE',
      reason: expect.stringContaining('Topic does not exist'),
      resources: ['A CREATE_COMPLETE', 'B CREATE_COMPLETE'],
      'failed creation': ['WaiterError', 'ROLLBACK_COMPLETE'],
      'update of what rolled back': [
        'ValidationError',
        expect.stringContaining('is in ROLLBACK_COMPLETE state and can not be updated.'),
      ],
      // DeleteChangeSet, AWS CloudFormation API Reference: its only error of its own is InvalidChangeSetStatus.
      'absent change set': 200,
      drift: ['NotImplemented', 'The sandbox does not support cloudformation:DetectStackDrift.'],
      'absent stack': ['ValidationError', 'Stack with id nowhere does not exist'],
      protected: ['ValidationError', 'Stack [foreign] cannot be deleted while TerminationProtection is enabled'],
      left: [],
    });
  }, 120_000);

  test('reads long lists page by page', async () => {
    expect(await run('pages.py')).toEqual({
      objects: { pages: 3, found: 25 },
      versions: { pages: 3, found: 25 },
      items: { pages: 3, found: 25 },
      stacks: { pages: 2, found: 110 },
      events: { pages: 2, found: 101 },
      distributions: { pages: 2, found: 2 },
    });
  }, 120_000);

  test('uses each other service', async () => {
    expect(await run('services.py')).toMatchObject({
      'absent bucket': 'NoSuchBucket',
      'absent distribution': 'NoSuchDistribution',
      'absent function': 'ResourceNotFoundException',
      'absent object': 'NoSuchKey',
      'absent role': 'NoSuchEntity',
      'absent schedule': 'ResourceNotFoundException',
      'absent topic': 'NotFound',
      caller: '123456789012',
      functions: ['worker'],
      invoked: [200, { got: { n: 1 } }],
      'no trust': 'AccessDenied',
      'old ETag': 'PreconditionFailed',
      published: true,
      'role policy': 'logs:*',
      roles: ['worker'],
      schedule: 'rate(1 minutes)',
      schedules: ['minutely'],
      simulated: 'implicitDeny',
      'topic owner': '123456789012',
      versions: ['$LATEST', '1'],
    });
  }, 120_000);

  test('uses what the other tests of the services leave out', async () => {
    expect(await run('settings.py')).toEqual({
      alarms: ['late'],
      'cache policies': 1,
      'continuous deployment policies': 1,
      dashboard: 'board',
      'deleted topic': 'NotFound',
      exports: ['the-queue'],
      lifecycle: true,
      'log groups': [7],
      'no access block': 'NoSuchPublicAccessBlockConfiguration',
      'no policy': 'NoSuchBucketPolicy',
      'no tags': 'NoSuchTagSet',
      'origin access controls': 1,
      'origin request policies': 1,
      policies: ['read'],
      queried: 1,
      'read in a batch': [{ id: { S: '1' } }],
      recovery: 'ENABLED',
      resource: 'CREATE_COMPLETE',
      'response headers policies': 1,
      'role with policies': 'DeleteConflict',
      'stack limit': [2000],
      'tags of the table': [{ Key: 'a', Value: 'b' }],
      'time to live': 'expires',
    });
  }, 120_000);
});
