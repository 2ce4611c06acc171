import { queryService } from '../../api/protocols.js';
import type { ControlService } from '../../api/service.js';
import { ServiceError } from '../service-error.js';
import type { Authorizer } from './authorize.js';
import type { RequestContext } from './evaluation/conditions.js';
import type { Policy } from './evaluation/policy.js';
import type { Role, Roles } from './model/roles.js';
import { readTrustPolicy } from './model/trust-policy.js';
import { IAM_OPERATIONS } from './operations.js';
import { iamPermissions } from './permissions.js';

/** As the query protocol brings it: an empty list is an empty string. */
interface SimulateRequest {
  PolicySourceArn?: string;
  ActionNames?: readonly string[] | '';
  ResourceArns?: readonly string[] | '';
  ContextEntries?: readonly { ContextKeyName: string; ContextKeyValues?: readonly string[] }[] | '';
}

/** IAM over the query protocol: roles, their inline policies, and the policy simulator. */
export function iamWire(accountId: string, roles: Roles, authorizer: Authorizer): ControlService {
  return queryService({
    signingNames: ['iam'],
    namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    supported: IAM_OPERATIONS,
    permissions: iamPermissions(accountId),
    operations: {
      CreateRole({ RoleName, Path, AssumeRolePolicyDocument, PermissionsBoundary }) {
        if (roles.find(RoleName)) {
          throw new ServiceError('EntityAlreadyExists', `Role with name ${RoleName} already exists.`, 409);
        }
        const trust = readTrustPolicy(AssumeRolePolicyDocument, (arn) => roles.isPrincipal(arn));
        const made = { name: RoleName, path: Path, trust, inline: new Map(), attached: [] };
        return { Role: describe(roles.put({ ...made, boundaryArn: PermissionsBoundary })) };
      },
      GetRole: ({ RoleName }) => ({ Role: describe(roles.get(RoleName)) }),
      ListRoles: (request) => listRoles(roles, request),
      PutRolePolicy({ RoleName, PolicyName, PolicyDocument }) {
        roles.putPolicy(RoleName, PolicyName, PolicyDocument);
        return undefined;
      },
      GetRolePolicy: ({ RoleName, PolicyName }) => ({
        RoleName,
        PolicyName,
        PolicyDocument: encoded(roles.policy(RoleName, PolicyName)),
      }),
      ListRolePolicies: ({ RoleName }) => ({ PolicyNames: [...roles.get(RoleName).inline.keys()], IsTruncated: false }),
      DeleteRolePolicy({ RoleName, PolicyName }) {
        roles.deletePolicy(RoleName, PolicyName);
        return undefined;
      },
      DeleteRole({ RoleName }) {
        roles.delete(RoleName);
        return undefined;
      },
      SimulatePrincipalPolicy: (request: SimulateRequest, { region }) => simulate(authorizer, region, request),
    },
  });
}

/** In pages of a hundred, by name ("ListRoles", IAM API Reference). */
function listRoles(roles: Roles, { PathPrefix = '/', Marker = '', MaxItems = '100' }: ListRequest): object {
  const after = Buffer.from(Marker, 'base64').toString('utf8');
  const found = roles
    .list()
    .filter(({ arn, name }) => arn.slice(arn.indexOf('/')).startsWith(PathPrefix) && name > after)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const page = found.slice(0, Number(MaxItems));
  const isTruncated = page.length < found.length;
  return {
    Roles: page.map(summarize),
    IsTruncated: isTruncated,
    Marker: isTruncated ? Buffer.from(page.at(-1)?.name ?? '').toString('base64') : undefined,
  };
}

interface ListRequest {
  PathPrefix?: string;
  Marker?: string;
  MaxItems?: string;
}

/** A role as ListRoles gives it: without tags and boundary, for which there is GetRole ("ListRoles", IAM API Reference). */
function summarize({ name, arn, id, createdAtMs, trust }: Role): object {
  return {
    RoleName: name,
    RoleId: id,
    Path: arn.slice(arn.indexOf('/'), -name.length),
    Arn: arn,
    CreateDate: new Date(createdAtMs),
    AssumeRolePolicyDocument: encoded(trust),
  };
}

function describe(role: Role): object {
  const { boundaryArn, tags = {} } = role;
  return {
    ...summarize(role),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    PermissionsBoundary: boundaryArn && {
      PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
      PermissionsBoundaryArn: boundaryArn,
    },
  };
}

/** Policies come percent-encoded ("GetRolePolicy", IAM API Reference). */
function encoded(policy: Policy): string {
  return encodeURIComponent(JSON.stringify(policy));
}

/** @throws ServiceError NoSuchEntity for a role that does not exist, InvalidInput for an ARN of anything but a user or role */
function simulate(authorizer: Authorizer, region: string, request: SimulateRequest): object {
  const { PolicySourceArn = '' } = request;
  const actions = request.ActionNames || [];
  const resources = request.ResourceArns || ['*'];
  checkActions(actions);
  const principal = authorizer.ofArn(PolicySourceArn);
  const context: RequestContext = Object.fromEntries(
    (request.ContextEntries || []).map(({ ContextKeyName, ContextKeyValues = [] }) => [
      ContextKeyName,
      ContextKeyValues,
    ]),
  );
  const decide = (action: string, resource: string): string => {
    const decision = authorizer.decide(principal, region, { action, resource, context });
    return decision.allowed ? 'allowed' : decision.explicit ? 'explicitDeny' : 'implicitDeny';
  };
  const details = { MatchedStatements: [], MissingContextValues: [] };
  return {
    // One for each action; it has one for each resource within, where resources were named.
    EvaluationResults: actions.map((action) => {
      const each = resources.map((resource) => ({ resource, decision: decide(action, resource) }));
      const refused = each.find(({ decision }) => decision !== 'allowed');
      return {
        EvalActionName: action,
        EvalResourceName: each[0]?.resource,
        EvalDecision: refused?.decision ?? 'allowed',
        ResourceSpecificResults: each.map(({ resource, decision }) => ({
          EvalResourceName: resource,
          EvalResourceDecision: decision,
          ...details,
        })),
        ...details,
      };
    }),
    IsTruncated: false,
  };
}

/**
 * Actions that IAM does not simulate together with others. AWS documents no rule; these were seen: the first of a service that
 * is made with tags (CloudFront), and `sts:AssumeRole` with `iam:PassRole`.
 */
const APART = /^(cloudfront:Create|s3:(PutBucketReplication|PutObjectLockConfiguration)$|sts:AssumeRole$)/;

/**
 * Patterns are not taken as names ("SimulateCustomPolicy", IAM API Reference; the words are ours), and some actions not
 * together (terraform modules and others quote the words).
 *
 * @throws ServiceError InvalidInput
 */
function checkActions(actions: readonly string[]): void {
  const pattern = actions.find((action) => /[*?]/.test(action));
  if (pattern !== undefined) throw new ServiceError('InvalidInput', `Invalid Input Actions: [${pattern}]`);
  const apart = actions.filter((action) => APART.test(action));
  const others = actions.filter((action) => !apart.includes(action));
  if (apart.length === 0 || others.length === 0) return;
  throw new ServiceError(
    'InvalidInput',
    `Invalid Input Actions: [${others.join()}] and [${apart.join()}] require different authorization information. Please refer to the documentation for more details: https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html`,
  );
}
