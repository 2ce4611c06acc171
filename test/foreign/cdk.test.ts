import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Sandbox } from '../../src/sandbox/start-sandbox.js';
import { packageRoot } from '../support/cvs/cvs.js';
import { startTestSandbox } from '../support/test-sandbox.js';
import { clientsFolder, describeClient, hurried, runClient } from './support/foreign-client.js';

const ACCOUNT = '123456789012';

describeClient('the CDK CLI', () => {
  let sandbox: Sandbox;
  let folder: string;
  beforeAll(async () => {
    sandbox = await startTestSandbox();
    folder = await mkdtemp(join(tmpdir(), 'cvs-cdk-'));
    for (const role of ['deploy', 'lookup', 'cfn-exec']) await makeRole(role);
  });
  afterAll(async () => {
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** A role that `cdk bootstrap` would have made. */
  async function makeRole(kind: string): Promise<void> {
    const { endpoint, credentials } = sandbox;
    const iam = new IAMClient({ endpoint, credentials, region: 'us-east-1' });
    const RoleName = `cdk-hnb659fds-${kind}-role-${ACCOUNT}-eu-west-1`;
    const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    const Principal = { AWS: `arn:aws:iam::${ACCOUNT}:root`, Service: 'cloudformation.amazonaws.com' };
    const trust = document({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' });
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
    const all = document({ Effect: 'Allow', Action: '*', Resource: '*' });
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'all', PolicyDocument: all }));
    iam.destroy();
  }

  function cdk(stage: string, ...args: string[]) {
    const options = ['--app', `node ${join(packageRoot, 'test/foreign/cdk/app.cjs')}`, '--output', folder];
    const quiet = ['--ci', '--no-notices', '--no-version-reporting'];
    return runClient(join(clientsFolder, 'node_modules/.bin/cdk'), [...args, ...options, ...quiet], {
      ...sandbox,
      folder,
      variables: {
        HOME: folder,
        STAGE: stage,
        ACCOUNT,
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        NODE_PATH: join(clientsFolder, 'node_modules'),
        NODE_OPTIONS: hurried,
      },
    });
  }

  const deploy = (stage: string, ...args: string[]) => cdk(stage, 'deploy', '--require-approval', 'never', ...args);

  test('deploys, changes, breaks, rolls back and destroys a stack', async () => {
    const created = await deploy('first');
    expect(created.text).toMatch(/✅ {2}Foreign\n[\s\S]*Foreign\.QueueName = Foreign-Queue/);
    expect(created.code).toBe(0);

    expect((await deploy('first')).text).toContain('✅  Foreign (no changes)');

    // The difference is asked of a change set, which the next deployment deletes first, whether it is there or not.
    const difference = await cdk('changed', 'diff', '--method=change-set');
    expect(difference.text).toContain('[+] AWS::SQS::Queue Second');
    expect(difference.text).not.toContain('Could not create a change set');
    const changed = await deploy('changed');
    expect(changed.text).toMatch(/CREATE_COMPLETE .*AWS::SQS::Queue .*Second/);
    expect(changed.code).toBe(0);

    const broken = await deploy('broken');
    expect(broken.code).toBe(1);
    expect(broken.text).toMatch(/UPDATE_ROLLBACK_COMP/);
    expect(broken.text).toContain('Topic does not exist');

    // Without a change set, and without rolling back: then the next deployment goes on from there.
    const paused = await deploy('broken', '--no-rollback');
    expect(paused.text).toContain('UPDATE_FAILED');
    const direct = await deploy('changed', '--method=direct', '--force');
    expect(direct.code).toBe(0);

    const destroyed = await cdk('changed', 'destroy', '--force');
    expect(destroyed.text).toContain('✅  Foreign: destroyed');
    expect(sandbox.services.sqs.list('eu-west-1')).toEqual([]);
  }, 300_000);
});
