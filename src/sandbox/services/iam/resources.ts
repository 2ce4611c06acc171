import type { SandboxEnvironment } from '../../environment.js';
import { listProperty, requiredText, tagsOf, textProperty } from '../../resources/properties.js';
import type {
  CreatedResource,
  ResourceContext,
  ResourceHandler,
  ResourceProperties,
} from '../../resources/resource-handler.js';
import { storedResource } from '../../resources/stored-resource.js';
import { ServiceError } from '../service-error.js';
import { readIdentityPolicy, readPolicy } from './evaluation/policy.js';
import type { ManagedPolicies } from './model/managed-policies.js';
import type { RoleInput, Roles } from './model/roles.js';
import { readTrustPolicy } from './model/trust-policy.js';

/** `AWS::IAM::Role`, `AWS::IAM::ManagedPolicy` and `AWS::IAM::Policy`. */
export function iamResources(env: SandboxEnvironment, roles: Roles, managed: ManagedPolicies): ResourceHandler[] {
  return [roleResource(env, roles), managedPolicyResource(env, managed), policyResource(env, roles)];
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
    describe: (name) => ({ physicalId: name, attributes: {} }),
    taken: (name) => new ServiceError('EntityAlreadyExists', `Role with name ${name} already exists.`, 409),
    check: ({ AssumeRolePolicyDocument }) => {
      readTrustPolicy(AssumeRolePolicyDocument, (arn) => roles.isPrincipal(arn));
    },
  });
  const keep = (name: string, properties: ResourceProperties, context: ResourceContext): CreatedResource => {
    const { arn, id } = roles.put({ ...roleInput(name, properties), tags: tagsOf(properties, context) });
    return { physicalId: name, attributes: { Arn: arn, RoleId: id } };
  };
  return {
    ...handler,
    async create(properties, context) {
      const { physicalId } = await handler.create(properties, context);
      return keep(physicalId, properties, context);
    },
    async update(physicalId, properties, previous, context) {
      await handler.update(physicalId, properties, previous, context);
      return keep(physicalId, properties, context);
    },
    async delete(physicalId, properties, context) {
      await handler.delete(physicalId, properties, context);
      roles.remove(physicalId);
    },
  };
}

function roleInput(name: string, properties: ResourceProperties): RoleInput {
  const inline = listProperty(properties, 'Policies').map(
    ({ PolicyName, PolicyDocument }) => [String(PolicyName), readIdentityPolicy(PolicyDocument)] as const,
  );
  return {
    name,
    path: textProperty(properties, 'Path'),
    trust: readPolicy(properties.AssumeRolePolicyDocument),
    inline: new Map(inline),
    attached: (properties.ManagedPolicyArns ?? []) as string[],
    boundaryArn: textProperty(properties, 'PermissionsBoundary'),
  };
}

function managedPolicyResource(env: SandboxEnvironment, managed: ManagedPolicies): ResourceHandler {
  const handler = storedResource(env, {
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
  return {
    ...handler,
    async create(properties, context) {
      const created = await handler.create(properties, context);
      managed.put(created.physicalId, properties.PolicyDocument);
      return created;
    },
    async update(arn, properties, previous, context) {
      managed.put(arn, properties.PolicyDocument);
      return handler.update(arn, properties, previous, context);
    },
    async delete(arn, properties, context) {
      await handler.delete(arn, properties, context);
      managed.remove(arn);
    },
  };
}

/** An inline policy's name is unique only within what it is attached to, so the id is generated. */
function policyResource(env: SandboxEnvironment, roles: Roles): ResourceHandler {
  const handler = storedResource(env, {
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
  const rolesOf = ({ Roles: names = [] }: ResourceProperties) => names as readonly string[];
  const give = (properties: ResourceProperties) => {
    const name = requiredText(properties, 'PolicyName');
    for (const role of rolesOf(properties)) roles.putPolicy(role, name, properties.PolicyDocument);
  };
  const take = (properties: ResourceProperties) => {
    const name = requiredText(properties, 'PolicyName');
    for (const role of rolesOf(properties)) roles.find(role)?.inline.delete(name);
  };
  return {
    ...handler,
    async create(properties, context) {
      give(properties);
      return handler.create(properties, context);
    },
    async update(physicalId, properties, previous, context) {
      take(previous);
      give(properties);
      return handler.update(physicalId, properties, previous, context);
    },
    async delete(physicalId, properties, context) {
      take(properties);
      await handler.delete(physicalId, properties, context);
    },
  };
}

/** @throws ServiceError MalformedPolicyDocument */
function checkDocument(properties: ResourceProperties, name: string): void {
  readPolicy(properties[name]);
}
