import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { AwsClients } from '../../../../src/lib/aws/aws-clients.js';
import type { Permissions } from '../../../../src/lib/doctor/permissions/permission.js';
import { simulatePermissions } from '../../../../src/lib/doctor/permissions/simulate.js';
import type { ControlResponse } from '../../../../src/sandbox/api/service.js';
import { buildXml } from '../../../../src/sandbox/api/xml.js';
import { ServiceError } from '../../../../src/sandbox/services/service-error.js';
import type { Sandbox } from '../../../../src/sandbox/start-sandbox.js';
import { POLICY_NAMES } from '../../../support/policy-names.js';
import { startTestSandbox } from '../../../support/test-sandbox.js';

const ANN = 'arn:aws:iam::123456789012:user/ann';

let sandbox: Sandbox;
let clients: AwsClients;
let answer: (asked: URLSearchParams) => ControlResponse | undefined;

beforeAll(async () => {
  sandbox = await startTestSandbox({
    intercept: ({ body }) => answer(new URLSearchParams(body.toString('utf8'))),
  });
  clients = new AwsClients({ endpoint: sandbox.endpoint, credentials: sandbox.credentials });
});

beforeEach(() => {
  answer = () => undefined;
});

afterAll(async () => {
  await clients.close();
  await sandbox.close();
});

const simulate = (arn = ANN): Promise<Permissions | undefined> => simulatePermissions(clients, arn, POLICY_NAMES);

describe('simulating the caller’s policies', () => {
  test('what each purpose needs is asked for, on resources like those that it is about', async () => {
    const { how, seen = [], unseen } = (await simulate()) ?? {};
    expect({ how, unseen }).toEqual({ how: 'simulated', unseen: [] });
    expect(seen).toContainEqual({
      purpose: 'fail-over',
      action: 'dynamodb:UpdateItem',
      resource: 'arn:aws:dynamodb:x:123456789012:table/spring-final',
      allowed: true,
    });
    expect(seen.find(({ action }) => action === 'lambda:CreateFunction')?.purpose).toBe('resources');
  });

  test('an action on objects says nothing of buckets, nor one on buckets of objects', async () => {
    const { seen = [] } = (await simulate()) ?? {};
    const resources = (action: string) =>
      seen.filter((one) => one.purpose === 'look' && one.action === action).map(({ resource }) => resource);
    const buckets = [
      'arn:aws:s3:::spring-final-clustered-videox-masterplaylistbucket-x',
      'arn:aws:s3:::elementalrodeo99-eu-west-1',
      'arn:aws:s3:::elementalrodeo99-eu-west-2',
    ];
    expect(resources('s3:GetObject')).toEqual(buckets.map((arn) => `${arn}/x`));
    expect(resources('s3:ListBucket')).toEqual(buckets);
  });

  test('a pattern of a policy is asked for by its name, and what IAM refuses in one call is asked for apart', async () => {
    const asked: string[] = [];
    answer = (sent) => {
      asked.push(...[...sent].flatMap(([name, value]) => (name.startsWith('ActionNames') ? [value] : [])));
      return undefined;
    };
    const { how, seen = [] } = (await simulate()) ?? {};
    expect(how).toBe('simulated');
    expect(asked.filter((action) => action.includes('*'))).toEqual([]);
    const actions = seen.map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(['lambda:EnableReplication', 'cloudfront:CreateDistribution']));
  });

  test('a session is simulated as its role', async () => {
    const principals = new Set<string>();
    answer = (asked) => {
      if (asked.has('PolicySourceArn')) principals.add(asked.get('PolicySourceArn') ?? '');
      return undefined;
    };
    await simulate('arn:aws:sts::123456789012:assumed-role/Operator/ann');
    expect([...principals]).toEqual(['arn:aws:iam::123456789012:role/Operator']);
  });

  // serverless/serverless#13652, iam-lens#182: roles of IAM Identity Center have a path, and sessions do not show it.
  test('a session of a role with a path is simulated as that role', async () => {
    const iam = await clients.iam();
    const name = 'AWSReservedSSO_Deployer_0123456789abcdef';
    const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }] };
    const Path = '/aws-reserved/sso.amazonaws.com/eu-west-1/';
    await iam.send(new CreateRoleCommand({ RoleName: name, Path, AssumeRolePolicyDocument: JSON.stringify(trust) }));
    const only = { Effect: 'Allow', Action: 'dynamodb:Scan', Resource: '*' };
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [only] });
    await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'only', PolicyDocument }));
    const { how, seen = [] } = (await simulate(`arn:aws:sts::123456789012:assumed-role/${name}/ada`)) ?? {};
    expect(how).toBe('simulated');
    const allowed = new Set(seen.flatMap((one) => (one.allowed ? [one.action] : [])));
    expect([...allowed]).toEqual(['dynamodb:Scan']);
  });

  test('a failure of IAM says nothing of the policies', async () => {
    answer = () => {
      throw new ServiceError('ServiceFailure', 'The request processing has failed', 500);
    };
    const quick = new AwsClients({
      endpoint: sandbox.endpoint,
      credentials: sandbox.credentials,
      patience: { attempts: 1, requestTimeoutMs: 5000 },
    });
    await expect(simulatePermissions(quick, ANN, POLICY_NAMES)).rejects.toMatchObject({
      code: 'AWS_FAILING',
      message: expect.stringContaining('The request processing has failed'),
    });
    await quick.close();
  });

  test('an answer of several pages is read to its end', async () => {
    const page = (action: string, decision: string, marker?: string) => ({
      status: 200,
      headers: { 'content-type': 'text/xml' },
      body: buildXml('SimulatePrincipalPolicyResponse', {
        SimulatePrincipalPolicyResult: {
          EvaluationResults: { member: [{ EvalActionName: action, EvalResourceName: '*', EvalDecision: decision }] },
          IsTruncated: marker !== undefined,
          ...(marker === undefined ? {} : { Marker: marker }),
        },
      }),
    });
    answer = (asked) => (asked.get('Marker') ? page('b:Second', 'implicitDeny') : page('a:First', 'allowed', 'more'));
    const { seen = [] } = (await simulate()) ?? {};
    expect(seen.slice(0, 2).map(({ action, allowed }) => [action, allowed])).toEqual([
      ['a:First', true],
      ['b:Second', false],
    ]);
  });

  test.each([
    ['AccessDenied', 403],
    ['NoSuchEntity', 404],
  ])('%s: they may not be simulated', async (code, status) => {
    answer = () => {
      throw new ServiceError(code, 'no', status);
    };
    expect(await simulate()).toBeUndefined();
  });
});
