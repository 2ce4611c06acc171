// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what Fn::Sub takes
import { beforeAll, describe, expect, test } from '@jest/globals';
import { TEMPLATE_NAMES, type TemplateName } from '../../../src/lib/assets/assets.js';
import { policyOf } from '../../../src/lib/iam/role-policies.js';
import { GENERATED, type GeneratedType } from '../../../src/lib/iam/stack-resources.js';
import { generatedName } from '../../../src/sandbox/resources/generated-name.js';
import { POLICY_NAMES } from '../../support/policy-names.js';
import { templatesWithoutCode } from '../../templates/filled-templates.js';
import { type Any, list, type RawTemplates, rawTemplates, resourcesOf } from '../../templates/raw-templates.js';
import { ACCOUNT, ARNS, matcherOf } from './arns.js';

const BOUNDARY = 'arn:aws:iam::123456789012:policy/cvs-boundary';
const { cluster } = POLICY_NAMES;

let raw: RawTemplates;

beforeAll(async () => {
  raw = rawTemplates(await templatesWithoutCode());
});

/** The ARN that a role's policy names, where the template is deployed for the cluster. */
function arnOf(template: TemplateName, resource: Any): string {
  const id = resource.Ref ?? resource['Fn::GetAtt']?.[0];
  if (id) {
    const type = raw[template].Resources[id].Type as GeneratedType;
    const context = { stackName: `${cluster}-${template}`, logicalId: id };
    return ARNS[type](generatedName(context, 'ABCDEFGHIJ12', GENERATED[type].maxLength));
  }
  const values: Record<string, string> = {
    'AWS::Partition': 'aws',
    'AWS::AccountId': ACCOUNT,
    'AWS::Region': 'eu-west-1',
    RegionOne: 'eu-west-1',
    RegionTwo: 'eu-west-2',
    ClusteredVideoStreamName: cluster,
  };
  return resource['Fn::Sub'].replace(/\$\{([\w:]+)\}/g, (_: string, name: string) => values[name]);
}

const rolesOf = (name: TemplateName) => resourcesOf(raw[name], 'AWS::IAM::Role').map(([, one]) => one.Properties);

/** What the roles of a cluster may do, by their own policies: actions and ARNs. */
const granted = () =>
  TEMPLATE_NAMES.flatMap((name) =>
    rolesOf(name).flatMap(({ Policies }) =>
      Policies.flatMap((policy: Any) => list(policy.PolicyDocument.Statement)).flatMap((statement: Any) =>
        list(statement.Action).flatMap((action) =>
          list(statement.Resource).map((resource): [string, string] => [action, arnOf(name, resource)]),
        ),
      ),
    ),
  );

describe('the boundary that cvs policy prints', () => {
  const { Statement } = policyOf('boundary', POLICY_NAMES);

  test('allows all that the roles’ own policies do', () => {
    const allowed = (action: string, arn: string) =>
      Statement.some(
        ({ Action, Resource }) => Action.includes(action) && Resource.some((one) => matcherOf(one).test(arn)),
      );
    expect(granted().filter(([action, arn]) => !allowed(action, arn))).toEqual([]);
    expect(granted().length).toBeGreaterThan(10);
  });

  test('allows no other action, but for the key of the topics', () => {
    const used = new Set(granted().map(([action]) => action));
    const actions = Statement.flatMap(({ Action }) => Action);
    expect(actions.filter((action) => !used.has(action))).toEqual(['kms:Decrypt', 'kms:GenerateDataKey']);
  });
});

test('every role of every template takes the boundary, if there is one', () => {
  const boundary = { 'Fn::If': ['RolesAreBounded', { Ref: 'PermissionsBoundaryArn' }, { Ref: 'AWS::NoValue' }] };
  const roles = TEMPLATE_NAMES.flatMap(rolesOf);
  expect(roles).toHaveLength(4);
  for (const role of roles) expect(role.PermissionsBoundary).toEqual(boundary);
});

test('with a boundary, a deployer may give permissions to bounded roles only, and take no boundary away', () => {
  const { Statement } = policyOf('running', { ...POLICY_NAMES, permissionsBoundary: BOUNDARY });
  const empowering = ['iam:CreateRole', 'iam:PutRolePolicy', 'iam:PutRolePermissionsBoundary'];
  const that = Statement.filter(({ Action }) => Action.some((action) => empowering.includes(action)));
  expect(that).toEqual([
    expect.objectContaining({
      Action: empowering,
      Condition: { StringEquals: { 'iam:PermissionsBoundary': BOUNDARY } },
    }),
  ]);
  const all = Statement.flatMap(({ Action }) => Action);
  expect(all).not.toContain('iam:DeleteRolePermissionsBoundary');
  const without = policyOf('running', POLICY_NAMES).Statement.flatMap(({ Action }) => Action);
  expect(all.filter((action) => !without.includes(action))).toEqual(['iam:PutRolePermissionsBoundary']);
  expect(without.filter((action) => !all.includes(action))).toEqual([]);
});
