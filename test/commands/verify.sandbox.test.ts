import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { DeleteRolePolicyCommand } from '@aws-sdk/client-iam';
import { DeleteFunctionCommand } from '@aws-sdk/client-lambda';
import { UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { ListSubscriptionsByTopicCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { formatCluster } from '../../src/lib/cluster/format.js';
import { policyNames } from '../../src/lib/iam/policy.js';
import { policyOf } from '../../src/lib/iam/role-policies.js';
import type { Verification } from '../../src/lib/verify/verify-cluster.js';
import { type CvsRun, cvs } from '../support/cvs/cvs.js';
import { type DeployedSandbox, startDeployedSandbox } from '../support/deployed-sandbox.js';
import { sandboxVariables } from '../support/sandbox-keys.js';
import { makeRole } from '../support/sandbox-role.js';

let deployed: DeployedSandbox;
let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  deployed = await startDeployedSandbox('rehearsal');
  const { sandbox, cluster } = deployed;
  folder = await mkdtemp(join(tmpdir(), 'cvs-verify-'));
  await writeFile(join(folder, 'cvs.yaml'), formatCluster(cluster, 'schema.json'));
  const names = policyNames(cluster, '123456789012');
  const policies = (['viewer', 'verifier'] as const).map((kind) => [kind, JSON.stringify(policyOf(kind, names))]);
  const roleArn = await makeRole(sandbox, 'verifier', Object.fromEntries(policies));
  env = sandboxVariables(
    sandbox.endpoint,
    sandbox.keys.sessionOf('verifier', { roleArn, sessionName: 'ann@example.com' }),
  );
});

afterAll(async () => {
  await deployed.close();
  await rm(folder, { recursive: true, force: true });
});

const verify = (...args: string[]): Promise<CvsRun> => cvs(['verify', ...args], { cwd: folder, env });

/** What was found of checks that did not pass. */
function found(run: CvsRun): Record<string, string[]> {
  const { checks } = run.json() as unknown as Verification;
  const notWell = checks.filter(({ status }) => status === 'fail' || status === 'warn');
  return Object.fromEntries(
    notWell.map(({ id, findings }) => [
      id,
      findings.flatMap(({ id: finding, region, message }) => (finding ? [`${finding} ${region}: ${message}`] : [])),
    ]),
  );
}

/** Physical id of a resource in eu-west-1. */
async function resource(stack: string, LogicalResourceId: string): Promise<string> {
  const client = await deployed.clients.cloudFormation('eu-west-1');
  const StackName = `rehearsal-${stack}`;
  const { StackResources = [] } = await client.send(
    new DescribeStackResourcesCommand({ StackName, LogicalResourceId }),
  );
  return StackResources[0]?.PhysicalResourceId ?? '';
}

describe('cvs verify', () => {
  test('proves every part of a deployment with two policies, and writes a page without secrets and names', async () => {
    const run = await verify('--report', 'verified.md');
    expect(run.stderr).toBe('');
    expect(run.stdout).toContain('0 failed');
    expect(run.stdout).toContain('Wrote verified.md.');
    expect(run.exitCode).toBe(0);
    for (const seen of [
      'the detector is Active: nodejs24.x, 256 MB, 80 s',
      'version 1 of the copilot is Active',
      'the alert handler: 4 actions allowed',
      'the copilot: 4 actions allowed',
      'the schedule: 1 action allowed',
      'rate(1 minute), ENABLED',
      'the topic of alerts has 2 subscriptions',
      'the queue of failed alerts is empty',
      'the log of the detector is kept for 30 days',
      '7 alarms, 7 of them without data yet',
      'the steering manifest names eu-west-1 and eu-west-2, for',
      'the copilot serves from its own origin',
    ]) {
      expect(run.stdout.replace(/\s+/g, ' ')).toContain(seen);
    }
    const page = await readFile(join(folder, 'verified.md'), 'utf8');
    expect(page).toMatch(/^# rehearsal: no check failed$/m);
    expect(page).toMatch(/^\| rehearsal-copilot \| us-east-1 \| CREATE_COMPLETE \| 20\d\d-\S+Z \|$/m);
    expect(page).toMatch(/^\| Node \| v\d+\.\d+\.\d+, \w+ \w+ \|$/m);
    expect(page).not.toMatch(/\d{12}|ann@example\.com|SANDBOX|ASIA[A-Z0-9]/);
  });

  test('says by name what was taken away or changed outside cvs, and what to do', async () => {
    const { clients, sandbox } = deployed;
    const one = 'eu-west-1';
    const [lambda, iam, scheduler, sns, sqs] = await Promise.all([
      clients.lambda(one),
      clients.iam(),
      clients.scheduler(one),
      clients.sns(one),
      clients.sqs(one),
    ]);
    const [handler, role, schedule, detector, scheduleRole, topic, queue] = await Promise.all([
      resource('clustered-video-stream-instance', 'AlertHandler'),
      resource('stale-playlist-detector', 'DetectorRole'),
      resource('stale-playlist-detector', 'Schedule'),
      resource('stale-playlist-detector', 'Detector'),
      resource('stale-playlist-detector', 'ScheduleRole'),
      resource('stale-playlist-detector', 'Topic'),
      resource('clustered-video-stream-instance', 'FailedAlerts'),
    ]);
    await lambda.send(new DeleteFunctionCommand({ FunctionName: handler }));
    await iam.send(new DeleteRolePolicyCommand({ RoleName: role, PolicyName: 'publish' }));
    const Target = {
      Arn: `arn:aws:lambda:${one}:123456789012:function:${detector}`,
      RoleArn: `arn:aws:iam::123456789012:role/${scheduleRole}`,
    };
    await scheduler.send(
      new UpdateScheduleCommand({
        Name: schedule,
        ScheduleExpression: 'rate(1 minute)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        State: 'DISABLED',
        Target,
      }),
    );
    const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topic }));
    await sns.send(new UnsubscribeCommand({ SubscriptionArn: Subscriptions[0]?.SubscriptionArn }));
    await sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: 'not an alert' }));
    const alarms = sandbox.services.resources.find(({ type }) => type === 'AWS::CloudWatch::Alarm');
    const context = {
      region: one,
      accountId: '123456789012',
      stackName: '',
      stackId: '',
      logicalId: '',
      stackTags: {},
    };
    await alarms?.delete('rehearsal-stale-playlist-detector-silent', {}, context as never);

    const run = await verify('--json');
    expect(run.exitCode).toBe(1);
    const { 'detector-heartbeat': _, ...others } = found(run);
    expect(others).toEqual({
      functions: [`function-missing ${one}: the alert handler is not there: ${handler}`],
      roles: [
        `role-denied ${one}: the detector may not sns:Publish on ${topic}`,
        expect.stringMatching(
          /^role-denied eu-west-1: the detector may not sns:Publish on arn:aws:sns:.*ObservationTopic/,
        ),
      ],
      schedules: [`schedule-off ${one}: the schedule ${schedule} is DISABLED`],
      topics: [`topic-unheard ${one}: the topic of alerts has 1 subscription; a deployment makes 2`],
      'dead-letters': [`dead-letters ${one}: the queue of failed alerts has 1 message`],
      alarms: [`alarm-missing ${one}: the alarm rehearsal-stale-playlist-detector-silent is not there`],
    });
  });

  test('a caller without the verifier’s policy is told what it lacks', async () => {
    const names = policyNames(deployed.cluster, '123456789012');
    const roleArn = await makeRole(deployed.sandbox, 'viewer', { viewer: JSON.stringify(policyOf('viewer', names)) });
    const key = deployed.sandbox.keys.sessionOf('viewer', { roleArn, sessionName: 'ann' });
    const run = await cvs(['verify', '--json'], { cwd: folder, env: sandboxVariables(deployed.sandbox.endpoint, key) });
    expect(run.exitCode).toBe(1);
    expect(JSON.stringify(run.json())).toContain('Ask for permission for cloudformation:DescribeStackResources');
  });

  test('says that nothing is deployed', async () => {
    await writeFile(join(folder, 'other.yaml'), formatCluster({ ...deployed.cluster, name: 'other' }, 'schema.json'));
    const run = await cvs(['verify', '--cluster-file=other.yaml', '--report=none.md'], {
      cwd: folder,
      endpoint: deployed.sandbox.endpoint,
    });
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain('has no stack of cluster other');
    await expect(readFile(join(folder, 'none.md'))).rejects.toThrow('ENOENT');
  });
});
