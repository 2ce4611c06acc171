import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeRole } from '../../support/sandbox-role.js';
import { resourceContext, type ServiceServer, startServices } from '../../support/service-server.js';

const context = resourceContext('eu-west-1', 'Role');
let server: ServiceServer;

beforeAll(async () => {
  server = await startServices();
});
afterAll(async () => {
  await server.stop();
});

const ALARM = {
  Namespace: 'cvs',
  MetricName: 'age',
  Statistic: 'Maximum',
  Period: 60,
  ComparisonOperator: 'LessThanThreshold',
  EvaluationPeriods: 1,
};

test('a role has an ARN and a generated name, and its name is unique in the account', async () => {
  const handler = server.handler('AWS::IAM::Role');
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const document = { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] } };
  const { physicalId, attributes } = await handler.create(document, context);
  expect(physicalId).toMatch(/^stack-Role-/);
  expect(attributes.Arn).toBe(`arn:aws:iam::123456789012:role/${physicalId}`);
  await handler.create({ ...document, RoleName: 'mine' }, context);
  const elsewhere = resourceContext('us-east-1', 'Role');
  await expect(handler.create({ ...document, RoleName: 'mine' }, elsewhere)).rejects.toThrow(
    'Role with name mine already exists.',
  );
  await handler.delete('mine', document, context);
  await handler.create({ ...document, RoleName: 'mine' }, elsewhere);
  await expect(handler.create({ ...document, RoleName: 'm'.repeat(65) }, context)).rejects.toThrow(/64/);
  await expect(handler.create({ AssumeRolePolicyDocument: {} }, context)).rejects.toThrow(/Statement/);
});

test('a log group, an alarm and a dashboard are kept by name', async () => {
  const logs = server.handler('AWS::Logs::LogGroup');
  const group = { LogGroupName: '/aws/lambda/f', RetentionInDays: '14' };
  expect((await logs.create(group, context)).attributes.Arn).toBe(
    'arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/f:*',
  );
  await expect(logs.create(group, context)).rejects.toThrow(
    "Resource of type 'AWS::Logs::LogGroup' with identifier '/aws/lambda/f' already exists.",
  );
  expect((await logs.update('/aws/lambda/f', { ...group, RetentionInDays: 30 }, group, context)).physicalId).toBe(
    '/aws/lambda/f',
  );
  await logs.create(group, resourceContext('eu-west-2'));
  await expect(logs.create({ LogGroupName: 'x', RetentionInDays: 15 }, context)).rejects.toThrow(/RetentionInDays/);

  const alarm = { ...ALARM, AlarmName: 'stale' };
  const created = await server.handler('AWS::CloudWatch::Alarm').create(alarm, context);
  expect(created.attributes.Arn).toBe('arn:aws:cloudwatch:eu-west-1:123456789012:alarm:stale');
  // "PutMetricAlarm", Amazon CloudWatch API Reference.
  for (const wrong of [{ Period: 45 }, { MetricName: undefined }, { Metrics: [] }]) {
    const refused = server.handler('AWS::CloudWatch::Alarm').create({ ...alarm, AlarmName: 'x', ...wrong }, context);
    await expect(refused).rejects.toMatchObject({ code: 'ValidationError' });
  }
  await expect(server.handler('AWS::CloudWatch::Dashboard').create({ DashboardBody: '{' }, context)).rejects.toThrow(
    /JSON/,
  );
});

test('of two alarms of one name in two regions each is updated and deleted by itself', async () => {
  const alarms = server.handler('AWS::CloudWatch::Alarm');
  const alarm = { ...ALARM, AlarmName: 'same' };
  const [here, there] = [resourceContext('eu-west-1'), resourceContext('eu-west-2')];
  await alarms.create(alarm, here);
  await alarms.create(alarm, there);
  for (let time = 0; time < 2; time += 1) {
    expect(await alarms.update('same', { ...alarm, EvaluationPeriods: 2 + time }, alarm, there)).toMatchObject({
      physicalId: 'same',
      attributes: { Arn: 'arn:aws:cloudwatch:eu-west-2:123456789012:alarm:same' },
    });
  }
  await alarms.delete('same', alarm, here);
  await expect(alarms.create(alarm, there)).rejects.toThrow(/already exists/);
  await expect(alarms.update('same', alarm, alarm, here)).rejects.toThrow(/does not exist/);
});

test('STS says who calls and hands out credentials of a role that trusts the caller', async () => {
  await makeRole({ endpoint: server.endpoint, credentials: server.env.keys.owner }, 'r');
  const sts = new STSClient(server.client('eu-west-1'));
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: '123456789012',
    Arn: 'arn:aws:iam::123456789012:user/sandbox',
  });
  const { Credentials, AssumedRoleUser } = await sts.send(
    new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::123456789012:role/r', RoleSessionName: 's' }),
  );
  expect(AssumedRoleUser?.Arn).toBe('arn:aws:sts::123456789012:assumed-role/r/s');
  expect(Credentials?.Expiration?.getTime()).toBeGreaterThan(Date.now());
  const unknown = new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::123456789012:role/none', RoleSessionName: 's' });
  await expect(sts.send(unknown)).rejects.toMatchObject({
    name: 'AccessDenied',
    message: expect.stringContaining('not authorized to perform: sts:AssumeRole on resource'),
  });
  sts.destroy();
});
