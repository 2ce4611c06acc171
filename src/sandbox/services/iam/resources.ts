import type { SandboxEnvironment } from '../../environment.js';
import { jsonText } from '../../resources/properties.js';
import type { ResourceHandler, ResourceProperties } from '../../resources/resource-handler.js';
import { storedResource } from '../../resources/stored-resource.js';
import { ServiceError } from '../service-error.js';
import type { Roles } from './model.js';

/**
 * `AWS::IAM::Role`, `AWS::IAM::ManagedPolicy` and `AWS::IAM::Policy`. The sandbox does not enforce what they permit.
 */
export function iamResources(env: SandboxEnvironment, roles: Roles): ResourceHandler[] {
  return [roleResource(env, roles), managedPolicyResource(env), policyResource(env)];
}

/** The roles that templates make are the ones that the API knows. */
function roleResource(env: SandboxEnvironment, roles: Roles): ResourceHandler {
  const handler = storedResource(env, {
    type: 'AWS::IAM::Role',
    nameProperty: 'RoleName',
    nameLength: 64,
    scope: 'account',
    known: [
      'RoleName',
      'AssumeRolePolicyDocument',
      'Policies',
      'ManagedPolicyArns',
      'Path',
      'Description',
      'MaxSessionDuration',
      'PermissionsBoundary',
      'Tags',
    ],
    createOnly: ['RoleName', 'Path'],
    latencyMs: { create: 17_000, update: 12_000, delete: 3000 },
    describe: (name) => ({
      physicalId: name,
      attributes: {
        Arn: `arn:aws:iam::${env.accountId}:role/${name}`,
        RoleId: `AROA${name
          .toUpperCase()
          .replace(/[^A-Z0-9]/g, '')
          .slice(-17)
          .padStart(17, 'A')}`,
      },
    }),
    taken: (name) => new ServiceError('EntityAlreadyExists', `Role with name ${name} already exists.`, 409),
    check: (properties) => checkDocument(properties, 'AssumeRolePolicyDocument'),
  });
  return {
    ...handler,
    async create(properties, context) {
      const created = await handler.create(properties, context);
      roles.put(created.physicalId, inlinePolicies(properties));
      return created;
    },
    async update(physicalId, properties, previous, context) {
      const updated = await handler.update(physicalId, properties, previous, context);
      roles.put(physicalId, inlinePolicies(properties));
      return updated;
    },
    async delete(physicalId, properties, context) {
      await handler.delete(physicalId, properties, context);
      roles.remove(physicalId);
    },
  };
}

function inlinePolicies({ Policies }: ResourceProperties): string[] {
  const policies = Array.isArray(Policies) ? (Policies as { PolicyName?: unknown }[]) : [];
  return policies.map(({ PolicyName }) => String(PolicyName));
}

function managedPolicyResource(env: SandboxEnvironment): ResourceHandler {
  return storedResource(env, {
    type: 'AWS::IAM::ManagedPolicy',
    nameProperty: 'ManagedPolicyName',
    nameLength: 128,
    scope: 'account',
    known: ['ManagedPolicyName', 'PolicyDocument', 'Description', 'Path', 'Roles', 'Users', 'Groups'],
    createOnly: ['ManagedPolicyName', 'Description', 'Path'],
    latencyMs: { create: 17_000, update: 12_000, delete: 3000 },
    describe: (name) => {
      const arn = `arn:aws:iam::${env.accountId}:policy/${name}`;
      return { physicalId: arn, attributes: { PolicyArn: arn } };
    },
    taken: (name) => new ServiceError('EntityAlreadyExists', `A policy called ${name} already exists.`, 409),
    check: (properties) => checkDocument(properties, 'PolicyDocument'),
  });
}

/** An inline policy's name is unique only within what it is attached to, so the id is generated. */
function policyResource(env: SandboxEnvironment): ResourceHandler {
  return storedResource(env, {
    type: 'AWS::IAM::Policy',
    nameProperty: 'Id',
    nameLength: 128,
    scope: 'account',
    known: ['PolicyName', 'PolicyDocument', 'Roles', 'Users', 'Groups'],
    createOnly: ['PolicyName'],
    latencyMs: { create: 15_000, update: 10_000, delete: 2000 },
    describe: (name) => ({ physicalId: name, attributes: { Id: name } }),
    taken: (name) => new ServiceError('EntityAlreadyExists', `${name} already exists.`, 409),
    check: (properties) => checkDocument(properties, 'PolicyDocument'),
  });
}

/** @throws ServiceError MalformedPolicyDocument */
function checkDocument(properties: ResourceProperties, name: string): void {
  try {
    const policy = JSON.parse(jsonText(properties[name] ?? '')) as { Statement?: unknown };
    if (policy.Statement === undefined) throw new Error('no Statement');
  } catch (error) {
    throw new ServiceError('MalformedPolicyDocument', `${name} is not a policy document: ${String(error)}`);
  }
}
