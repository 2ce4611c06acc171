import { CreateChangeSetCommand } from '@aws-sdk/client-cloudformation';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { expect, test } from '@jest/globals';
import { buildAssets } from '../../../src/lib/assets/build-assets.js';
import { readAssetSources } from '../../../src/lib/assets/read-asset-sources.js';
import { AwsClients } from '../../../src/lib/aws/aws-clients.js';
import { systemClock } from '../../../src/lib/clock.js';
import type { Cluster } from '../../../src/lib/cluster/cluster.js';
import { deployCluster } from '../../../src/lib/deploy/deploy-cluster.js';
import { destroyCluster } from '../../../src/lib/deploy/destroy-cluster.js';
import { createHttpClient } from '../../../src/lib/http/undici-client.js';
import { policyNames } from '../../../src/lib/iam/policy.js';
import { policyOf } from '../../../src/lib/iam/role-policies.js';
import { sweepCopilots } from '../../../src/lib/parts/copilot/sweep-copilots.js';
import { copilotStack } from '../../../src/lib/parts/stacks/cluster-stacks.js';
import { silent } from '../../../src/lib/progress.js';
import type { Sandbox } from '../../../src/sandbox/start-sandbox.js';
import { packageRoot } from '../../support/cvs/cvs.js';
import { sandboxCluster } from '../../support/sandbox-cluster.js';
import { makeRole } from '../../support/sandbox-role.js';
import { startTestSandbox } from '../../support/test-sandbox.js';

/** As long as the templates take; a cluster of an earlier version may have such a name. */
const NAME = 'the-grand-final-of-the-spring-season-202';

// CloudFormation shortens most names that it makes of this one: KensioSoftware/yulin issue 1113.
test('a cluster with the longest name is deployed, destroyed and swept with exactly the documented policies', async () => {
  expect(NAME).toHaveLength(40);
  const refused: string[] = [];
  const log = ({ message }: { message: string }) => {
    if (/not authorized to perform/.test(message)) refused.push(message);
  };
  const sandbox = await startTestSandbox({ log });
  const cluster: Cluster = { ...sandboxCluster(sandbox, NAME) };
  cluster.assets = { ...cluster.assets, bucketBaseName: 'cvs-longest' };
  const names = policyNames(cluster, '123456789012');
  const kinds = ['viewer', 'operator', 'deployer', 'serving', 'running'] as const;
  const policies = Object.fromEntries(kinds.map((kind) => [kind, JSON.stringify(policyOf(kind, names))]));
  const roleArn = await makeRole(sandbox, 'deployer', policies);
  const clients = new AwsClients({
    endpoint: sandbox.endpoint,
    credentials: sandbox.keys.sessionOf('deployer', { roleArn, sessionName: 'test' }),
  });
  const context = {
    ...{ cluster, clients, http: createHttpClient(), clock: systemClock, random: Math.random, report: silent },
    signal: new AbortController().signal,
  };
  try {
    await leaveStackInReview(clients, cluster);
    const assets = buildAssets(cluster.assets, await readAssetSources(packageRoot));
    const deployed = await deployCluster({ ...context, assets, createBuckets: true, identity: 'test' });
    expect(deployed.problems).toEqual([]);
    // The bucket keeps 28 characters of the stack's name, the role 39, and no name has it whole.
    expect(await rolesOf(sandbox)).toContainEqual(
      expect.stringMatching(/^the-grand-final-of-the-spring-season-20-CopilotRole-/),
    );

    const destroyed = await destroyCluster({ ...context, deleteData: true });
    expect(destroyed).toMatchObject({ status: 'succeeded' });
    expect(destroyed.deletedData.map(({ resourceType }) => resourceType.split('::')[1]).sort()).toEqual([
      ...['DynamoDB', 'DynamoDB', 'S3', 'S3'],
    ]);
    sandbox.cloudFront.releaseReplicas();
    const { deleted, held } = await sweepCopilots(context);
    expect(held).toEqual([]);
    expect(deleted).toEqual([
      expect.stringMatching(/^the-grand-final-of-the-spring-season-2.*-Copilot-/),
      expect.stringMatching(/^the-grand-final-of-the-spring-season-20-CopilotRole-/),
    ]);
    expect(await rolesOf(sandbox)).toEqual([]);
    expect(refused).toEqual([]);
  } finally {
    await context.http.close();
    await clients.close();
    await sandbox.close();
  }
}, 60_000);

/** Names of the cluster's roles. */
async function rolesOf({ endpoint, credentials }: Sandbox): Promise<string[]> {
  const iam = new IAMClient({ endpoint, credentials, region: 'us-east-1' });
  const { Roles = [] } = await iam.send(new ListRolesCommand({}));
  iam.destroy();
  return Roles.flatMap(({ RoleName = '' }) => (RoleName.startsWith('the-grand') ? [RoleName] : []));
}

/** A stack is there, so that the cluster is none that begins now: a new one may not have such a name. */
async function leaveStackInReview(clients: AwsClients, cluster: Cluster): Promise<void> {
  const { stackName, region } = copilotStack(cluster);
  const client = await clients.cloudFormation(region);
  const TemplateBody = 'Resources: { Topic: { Type: AWS::SNS::Topic } }';
  const input = { StackName: stackName, ChangeSetName: 'earlier', ChangeSetType: 'CREATE', TemplateBody } as const;
  await client.send(new CreateChangeSetCommand(input));
}
