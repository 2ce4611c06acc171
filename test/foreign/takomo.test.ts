import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Sandbox } from '../../src/sandbox/start-sandbox.js';
import { packageRoot } from '../support/cvs/cvs.js';
import { startTestSandbox } from '../support/test-sandbox.js';
import { clientsFolder, describeClient, hurried, runClient } from './support/foreign-client.js';

const QUEUE = 'Type: AWS::SQS::Queue';

describeClient('takomo', () => {
  let sandbox: Sandbox;
  let folder: string;
  beforeAll(async () => {
    sandbox = await startTestSandbox();
    folder = await mkdtemp(join(tmpdir(), 'cvs-takomo-'));
    await mkdir(join(folder, 'stacks'));
    await mkdir(join(folder, 'templates'));
    await writeFile(join(folder, 'stacks/app.yml'), 'regions: [eu-west-1, eu-west-2]\ntemplate: app.yml\n');
  });
  afterAll(async () => {
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function takomo(command: string, resources?: string) {
    if (resources) await writeFile(join(folder, 'templates/app.yml'), `Resources:\n  ${resources}\n`);
    const args = ['stacks', command, ...(command === 'list' ? [] : ['--yes'])];
    const toSandbox = join(packageRoot, 'test/foreign/takomo/to-sandbox.cjs');
    return runClient(join(clientsFolder, 'node_modules/.bin/tkm'), args, {
      ...sandbox,
      folder,
      variables: { NODE_OPTIONS: `${hurried} --require ${toSandbox}` },
    });
  }

  test('deploys to two regions, changes, breaks and rolls back', async () => {
    const created = await takomo('deploy', `A: { ${QUEUE} }`);
    expect(created.text).toMatch(/eu-west-1 +app +SUCCESS +CREATE_SUCCESS/);
    expect(created.text).toMatch(/eu-west-2 +app +SUCCESS +CREATE_SUCCESS/);
    expect((await takomo('deploy')).text).toMatch(/eu-west-1 +app +SKIPPED +SKIPPED +\S+ +No changes/);

    const changed = await takomo('deploy', `A: { ${QUEUE} }\n  B: { ${QUEUE} }`);
    expect(changed.text).toMatch(/eu-west-1 +app +SUCCESS +UPDATE_SUCCESS/);

    const topic = 'TopicArn: "arn:aws:sns:eu-west-1:123456789012:nowhere", Protocol: sqs, Endpoint: !GetAtt A.Arn';
    const broken = await takomo(
      'deploy',
      `A: { ${QUEUE} }\n  C: { Type: AWS::SNS::Subscription, Properties: { ${topic} } }`,
    );
    expect(broken.text).toMatch(/eu-west-1 +app +FAILED +UPDATE_FAILED/);
    expect(broken.code).toBe(1);
    expect((await takomo('list')).text).toMatch(/app\.yml\/eu-west-2 +app +UPDATE_ROLLBACK_COMPLETE/);

    // It asks Systems Manager for secrets of the stack first.
    expect((await takomo('undeploy')).text).toContain('The sandbox does not have the service ssm.');
  }, 120_000);
});
