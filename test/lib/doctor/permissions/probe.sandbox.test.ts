import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { AwsClients } from '../../../../src/lib/aws/aws-clients.js';
import type { Permissions } from '../../../../src/lib/doctor/permissions/permission.js';
import { probePermissions } from '../../../../src/lib/doctor/permissions/probe.js';
import { operationOf } from '../../../../src/sandbox/api/operation.js';
import type { ControlRequest } from '../../../../src/sandbox/api/service.js';
import { ServiceError } from '../../../../src/sandbox/services/service-error.js';
import type { Sandbox } from '../../../../src/sandbox/start-sandbox.js';
import { POLICY_NAMES } from '../../../support/policy-names.js';
import { startTestSandbox } from '../../../support/test-sandbox.js';

let sandbox: Sandbox;
let clients: AwsClients;
let answer: (request: ControlRequest) => void;
let asked: string[];

const nothing = () => {};

beforeAll(async () => {
  sandbox = await startTestSandbox({
    intercept: (request) => {
      asked.push(`${request.service} ${operationOf(request)}`);
      answer(request);
      return undefined;
    },
  });
  clients = new AwsClients({ endpoint: sandbox.endpoint, credentials: sandbox.credentials });
});

beforeEach(() => {
  answer = nothing;
  asked = [];
});

afterAll(async () => {
  await clients.close();
  await sandbox.close();
});

function probe(): Promise<Permissions> {
  const regions = sandbox.streams.map(({ region }) => region);
  const distributionIds = sandbox.streams.map(({ distributionId }) => distributionId);
  const names = { ...POLICY_NAMES, distributionIds };
  return probePermissions(clients, regions, names, new AbortController().signal);
}

/** What IAM's refusal looks like, by protocol. */
function deny(request: ControlRequest): never {
  const isQuery = request.headers['x-amz-target'] === undefined && request.service !== 'lambda';
  throw new ServiceError(isQuery ? 'AccessDenied' : 'AccessDeniedException', 'User is not authorized', 403);
}

const deniedOf = ({ seen }: Permissions) =>
  seen.filter(({ allowed }) => !allowed).map(({ action, resource }) => `${action} ${resource}`);

describe('probing permissions, before anything is deployed', () => {
  test('what is not there yet can be asked for; every call only looks', async () => {
    const { how, seen, unseen } = await probe();
    expect(how).toBe('probed');
    expect(seen.every(({ allowed }) => allowed)).toBe(true);
    expect(new Set(seen.map(({ action }) => action.split(':')[0]))).toEqual(
      new Set(['cloudformation', 'dynamodb', 'cloudfront', 'lambda', 'iam', 's3']),
    );
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter((one) => !/ (GET |Describe|Get|List|Scan|BatchGet)/.test(one))).toEqual([]);
    // Writes cannot be tried.
    expect(unseen).toContainEqual({ purpose: 'fail-over', action: 'dynamodb:UpdateItem' });
    expect(unseen).toContainEqual({ purpose: 'deploy', action: 'cloudformation:CreateChangeSet' });
    expect(unseen).not.toContainEqual({ purpose: 'fail-over', action: 'dynamodb:GetItem' });
  });

  test('what is refused is named with its region', async () => {
    answer = (request) => {
      const operation = operationOf(request);
      if (operation === 'DescribeStacks' && request.region === 'us-east-1') deny(request);
      if (operation === 'GetItem' && request.region === 'eu-west-2') deny(request);
      if (request.service === 'lambda' && request.path.includes('account-settings')) deny(request);
    };
    expect(deniedOf(await probe()).sort()).toEqual([
      'cloudformation:DescribeStacks us-east-1',
      'dynamodb:GetItem eu-west-2',
      'lambda:GetAccountSettings eu-west-1',
      'lambda:GetAccountSettings eu-west-2',
      'lambda:GetAccountSettings us-east-1',
    ]);
  });

  test('an answer that says nothing about permissions is ignored', async () => {
    answer = (request) => {
      if (operationOf(request) === 'Scan' && request.region === 'eu-west-1') {
        throw new ServiceError('ValidationException', 'One or more parameter values were invalid', 400);
      }
    };
    const { seen, unseen } = await probe();
    expect(seen.map(({ action }) => action)).not.toContain('dynamodb:Scan');
    expect(unseen).toContainEqual({ purpose: 'look', action: 'dynamodb:Scan' });
  });
});
