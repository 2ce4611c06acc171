import { runSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import { expect, test } from '@jest/globals';
import { type AccessRequest, decide, type Policies } from '../../../../src/sandbox/services/iam/evaluation/decide.js';
import { type Policy, readPolicy, type Statement } from '../../../../src/sandbox/services/iam/evaluation/policy.js';
import { mulberry32 } from '../../../support/random.js';

const ACCOUNT = '123456789012';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/tester`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/tester/session`;

const ACTIONS = ['dynamodb:GetItem', 'dynamodb:PutItem', 's3:GetObject', 's3:PutObject'] as const;
const PATTERNS = ['*', 'dynamodb:*', 'dynamodb:Get*', 's3:?etObject', 'S3:PUTOBJECT', ...ACTIONS];
const ARNS = {
  dynamodb: [`arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/state`, `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/other`],
  s3: ['arn:aws:s3:::bucket/key', 'arn:aws:s3:::bucket/folder/key', `arn:aws:s3:::bucket/${ACCOUNT}`],
} as const;
const RESOURCES = [
  '*',
  `arn:aws:dynamodb:*:${ACCOUNT}:table/state`,
  'arn:aws:dynamodb:*:*:*',
  'arn:aws:s3:::bucket/*',
  'arn:aws:s3:::bucket/k?y',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
  'arn:aws:s3:::bucket/${aws:PrincipalAccount}',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an asterisk that is no wildcard
  'arn:aws:s3:::bucket/${*}',
];
const CONDITIONS: Statement['Condition'][] = [
  { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
  { StringEquals: { 'aws:requestedregion': ['us-east-1', 'eu-west-2'] } },
  { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
  { StringLike: { 'aws:RequestedRegion': 'eu-*' } },
  { StringNotLike: { 'aws:PrincipalTag/team': 'a*' } },
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
  { StringLike: { 'aws:PrincipalTag/team': '${*}' } },
  { StringEqualsIfExists: { 'aws:PrincipalTag/team': 'video' } },
  { StringEquals: { 'aws:PrincipalTag/team': 'video' } },
  { Null: { 'aws:PrincipalTag/team': 'true' } },
  { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::*:role/test*` } },
  { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/other' } },
  { Bool: { 'aws:SecureTransport': 'false' } },
  { IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } },
  { NotIpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '192.168.0.0/16'] } },
  { DateLessThan: { 'aws:CurrentTime': '2026-12-01T00:00:00Z' } },
  { NumericGreaterThan: { 'aws:EpochTime': '1' } },
  { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['a', 'b'] } },
  { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': ['a*'] } },
];

/** A random policy; one of a resource names principals. */
function policyOf(random: () => number, withPrincipal: boolean): Policy {
  const pick = <Item>(from: readonly Item[]): Item => from[Math.floor(random() * from.length)] as Item;
  const some = <Item>(from: readonly Item[]) => Array.from({ length: 1 + Math.floor(random() * 2) }, () => pick(from));
  const statements = Array.from({ length: 1 + Math.floor(random() * 3) }, (): Statement => {
    const actions = some(PATTERNS);
    return {
      Effect: random() < 0.75 ? 'Allow' : 'Deny',
      ...(withPrincipal
        ? { Principal: pick(['*', { AWS: ROLE }, { AWS: SESSION }, { AWS: `arn:aws:iam::${ACCOUNT}:root` }]) }
        : {}),
      ...(random() < 0.85 ? { Action: actions } : { NotAction: actions }),
      ...(random() < 0.85 ? { Resource: some(RESOURCES) } : { NotResource: some(RESOURCES) }),
      ...(random() < 0.4 ? { Condition: pick(CONDITIONS) } : {}),
    };
  });
  return readPolicy({ Version: '2012-10-17', Statement: statements });
}

function casesOf(random: () => number): { policies: Policies; request: AccessRequest } {
  const pick = <Item>(from: readonly Item[]): Item => from[Math.floor(random() * from.length)] as Item;
  const action = pick(ACTIONS);
  const service = action.split(':')[0] as keyof typeof ARNS;
  // What a resource grants a session its session policy does not limit ("Session policies", IAM User Guide); the other
  // implementation does not have that, so no case has both.
  const withSession = random() < 0.2;
  const maybe = (chance: number, withPrincipal = false) =>
    random() < chance ? policyOf(random, withPrincipal) : undefined;
  return {
    policies: {
      identity: Array.from({ length: Math.floor(random() * 3) }, () => policyOf(random, false)),
      boundary: maybe(0.3),
      session: withSession ? policyOf(random, false) : undefined,
      resource: service === 's3' && !withSession ? maybe(0.4, true) : undefined,
    },
    request: {
      action,
      resource: pick(ARNS[service]),
      context: {
        'aws:RequestedRegion': pick(['eu-west-1', 'us-east-1']),
        'aws:PrincipalAccount': ACCOUNT,
        'aws:PrincipalArn': ROLE,
        'aws:SecureTransport': 'true',
        'aws:SourceIp': '127.0.0.1',
        'aws:CurrentTime': '2026-11-27T00:00:00Z',
        'aws:EpochTime': '1795737600',
        ...(random() < 0.5 ? { 'aws:PrincipalTag/team': pick(['video', 'audio']) } : {}),
        ...(service === 'dynamodb' ? { 'dynamodb:LeadingKeys': pick([['a'], ['a', 'b'], ['c', 'ab']]) } : {}),
      },
    },
  };
}

/** The same question, asked of another implementation of the rules. */
async function independently({ identity, boundary, session, resource }: Policies, request: AccessRequest) {
  const simulation: Simulation = {
    request: {
      principal: SESSION,
      action: request.action,
      resource: { resource: request.resource, accountId: ACCOUNT },
      contextVariables: request.context as Record<string, string | string[]>,
    },
    identityPolicies: identity.map((policy, index) => ({ name: String(index), policy })),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    resourcePolicy: resource,
    sessionPolicy: session,
    permissionBoundaryPolicies: boundary ? [{ name: 'boundary', policy: boundary }] : undefined,
  };
  const result = await runSimulation(simulation, {});
  if (result.resultType === 'error') throw new Error(JSON.stringify(result.errors));
  return result.overallResult;
}

test('decides as an independent implementation does', async () => {
  const random = mulberry32(7);
  const principal = { arns: [SESSION, ROLE], account: ACCOUNT };
  const decisions = new Map<string, number>();
  for (let time = 0; time < 600; time += 1) {
    const { policies, request } = casesOf(random);
    const decision = decide(policies, request, principal);
    const ours = decision.allowed ? 'Allowed' : decision.explicit ? 'ExplicitlyDenied' : 'ImplicitlyDenied';
    const theirs = await independently(policies, request);
    expect({ time, policies, request, decision: ours }).toEqual({
      time,
      policies,
      request,
      decision: theirs,
    });
    decisions.set(ours, (decisions.get(ours) ?? 0) + 1);
  }
  // Each outcome is frequent, so that the agreement says something.
  expect([...decisions.values()].every((count) => count > 60)).toBe(true);
});
