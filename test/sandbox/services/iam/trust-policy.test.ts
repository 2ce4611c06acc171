import { expect, test } from '@jest/globals';
import { ManagedPolicies } from '../../../../src/sandbox/services/iam/model/managed-policies.js';
import { Roles } from '../../../../src/sandbox/services/iam/model/roles.js';
import { readTrustPolicy } from '../../../../src/sandbox/services/iam/model/trust-policy.js';

const roles = new Roles('123456789012', new ManagedPolicies(), () => 0);
const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
const read = (more: object) => readTrustPolicy({ Statement: [{ ...trust, ...more }] }, (arn) => roles.isPrincipal(arn));
roles.put({ name: 'there', trust: read({}), inline: new Map(), attached: [] });

test.each([
  { Principal: { Service: ['lambda.amazonaws.com', 'edgelambda.amazonaws.com'] } },
  { Principal: { AWS: '*' } },
  { Principal: { AWS: '123456789012' } },
  { Principal: { AWS: 'arn:aws:iam::123456789012:root' } },
  { Principal: { AWS: 'arn:aws:iam::123456789012:role/there' } },
  { Principal: { AWS: 'arn:aws:iam::999999999999:role/of-another-account' } },
  { Principal: { Federated: 'cognito-identity.amazonaws.com' }, Action: 'sts:AssumeRoleWithWebIdentity' },
])('a role may trust %j', (more) => {
  expect(() => read(more)).not.toThrow();
});

// Wordings: IAM's answers to CreateRole, "AWS JSON policy elements: Principal", IAM User Guide.
test.each<[object, string]>([
  [{ Principal: undefined }, 'Missing required field Principal'],
  [{ Resource: '*' }, 'Has prohibited field Resource'],
  [{ Action: 'lambda:InvokeFunction' }, 'AssumeRole policy may only specify STS AssumeRole actions.'],
  [{ Principal: { Service: 'lambda' } }, 'Invalid principal in policy: "SERVICE":"lambda"'],
  [
    { Principal: { AWS: 'arn:aws:iam::123456789012:role/gone' } },
    'Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:role/gone"',
  ],
  [{ Principal: { AWS: 'somebody' } }, 'Invalid principal in policy: "AWS":"somebody"'],
  [{ Principal: { Amazon: 'x' } }, 'Invalid principal in policy: "Amazon":"x"'],
])('a role may not trust %j', (more, message) => {
  expect(() => read(more)).toThrow(expect.objectContaining({ code: 'MalformedPolicyDocument', message }));
});
