// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what Fn::Sub takes
import { beforeAll, describe, expect, test } from '@jest/globals';
import { TEMPLATE_NAMES, type TemplateName } from '../../../src/lib/assets/assets.js';
import { MAX_NEW_NAME, nameProblem } from '../../../src/lib/cluster/name.js';
import { POLICY_KINDS, policyOf } from '../../../src/lib/iam/role-policies.js';
import { GENERATED, type GeneratedType } from '../../../src/lib/iam/stack-resources.js';
import { generatedName } from '../../../src/sandbox/resources/generated-name.js';
import { POLICY_NAMES } from '../../support/policy-names.js';
import { templatesWithoutCode } from '../../templates/filled-templates.js';
import { type Any, rawTemplates } from '../../templates/raw-templates.js';
import { ACCOUNT, ARNS, matcherOf } from './arns.js';

/** The properties with which a template names a resource. */
const NAMING = [
  'BucketName',
  'RoleName',
  'FunctionName',
  'QueueName',
  'TopicName',
  'TableName',
  'LogGroupName',
  'Name',
];

let resources: { template: TemplateName; id: string; type: string; alarm?: string }[];

beforeAll(async () => {
  const raw = rawTemplates(await templatesWithoutCode());
  resources = TEMPLATE_NAMES.flatMap((template) =>
    Object.entries<Any>(raw[template].Resources)
      .filter(([, { Type, Properties }]) => Type === 'AWS::CloudWatch::Alarm' || !NAMING.some((one) => Properties[one]))
      .map(([id, { Type, Properties }]) => ({
        template,
        id,
        type: Type,
        alarm: Properties.AlarmName?.['Fn::Sub'],
      })),
  );
});

/** The names that CloudFormation may make: today's, and those with a tail of 13 characters that it made once. */
function namesOf(stackName: string, logicalId: string, maxLength: number): string[] {
  const today = generatedName({ stackName, logicalId }, 'ABCDEFGHIJ12', maxLength);
  const once = generatedName({ stackName, logicalId }, 'ABCDEFGHIJ12', maxLength - 1);
  return [today, `${once.slice(0, -12)}1GRP3N0TVA1LD`];
}

/** ARNs of everything of a cluster that a policy names by a pattern. */
function arnsOf(cluster: string): string[] {
  const stacks = TEMPLATE_NAMES.map((name) => `${cluster}-${name}`);
  const made = resources.flatMap(({ template, id, type, alarm }) => {
    if (alarm) {
      const name = alarm.replace('${AWS::StackName}', `${cluster}-${template}`);
      return [`arn:aws:cloudwatch:eu-west-1:${ACCOUNT}:alarm:${name}`];
    }
    if (!(type in GENERATED)) return [];
    const { maxLength } = GENERATED[type as GeneratedType];
    return namesOf(`${cluster}-${template}`, id, maxLength).map(ARNS[type as GeneratedType]);
  });
  return [
    ...stacks.map((name) => `arn:aws:cloudformation:eu-west-1:${ACCOUNT}:stack/${name}/0a1b2c3d`),
    `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/${cluster}`,
    `arn:aws:cloudwatch::${ACCOUNT}:dashboard/${cluster}`,
    ...made,
  ];
}

/** Patterns of the resources of every policy of a cluster, but for those that are the account's. */
function patternsOf(cluster: string): RegExp[] {
  const names = { ...POLICY_NAMES, cluster };
  const policies = POLICY_KINDS.map((kind) => policyOf(kind, names));
  const patterns = policies.flatMap(({ Statement }) => Statement.flatMap(({ Resource }) => Resource));
  return [...new Set(patterns)].filter((pattern) => pattern !== '*').map(matcherOf);
}

const covered = (cluster: string, arns: readonly string[]) => {
  const patterns = patternsOf(cluster);
  return arns.filter((arn) => patterns.some((pattern) => pattern.test(arn)));
};

test('the table of resources that CloudFormation names is that of the templates', () => {
  const named = resources
    .filter(({ type }) => type in GENERATED)
    .map(({ template, id, type }) => `${type} ${template} ${id}`);
  const listed = Object.entries(GENERATED).flatMap(([type, { ids }]) =>
    Object.entries(ids).flatMap(([template, list]) => list.map((id: string) => `${type} ${template} ${id}`)),
  );
  expect(listed.sort()).toEqual(named.sort());
  // Types whose ARNs have no name that CloudFormation makes.
  const others = new Set(resources.map(({ type }) => type).filter((type) => !(type in GENERATED)));
  expect([...others].sort()).toEqual([
    'AWS::CloudFront::CachePolicy',
    'AWS::CloudFront::Distribution',
    'AWS::CloudFront::OriginAccessControl',
    'AWS::CloudFront::ResponseHeadersPolicy',
    'AWS::CloudWatch::Alarm',
    'AWS::CloudWatch::Dashboard',
    'AWS::S3::BucketPolicy',
    'AWS::SNS::Subscription',
    'AWS::SNS::TopicPolicy',
    'AWS::SQS::QueuePolicy',
  ]);
});

// Up to the 40 characters that an older cluster may have.
test.each(['fin', 'spring-final', 'c'.repeat(MAX_NEW_NAME), 'c'.repeat(33), 'c'.repeat(40), 'a--b', 'Final'])(
  'the policies of %s cover all of its own resources',
  (cluster) => {
    const arns = arnsOf(cluster);
    expect(arns.filter((arn) => !covered(cluster, arns).includes(arn))).toEqual([]);
  },
);

describe('two clusters of which one begins with the other’s name', () => {
  /** What may follow: words that stacks' names go on with, each cut anywhere, and others. */
  const words = TEMPLATE_NAMES.flatMap((name) => Array.from(name, (_, index) => name.slice(0, index + 1)));
  const followers = [
    ...new Set([...words.map((word) => word.replace(/-$/, '')), 'two', 'club', 'cluster', '2', 'c-c']),
  ];

  test.each([3, 5, 10, 17, 20, 23, 24])('a name of %i characters, and longer ones', (length) => {
    const one = `${'f'.repeat(length - 1)}1`;
    const pairs = followers
      .flatMap((word) => [`${one}-${word}`, `${one}${word}`, `${one}-${word}-2`])
      .filter((name) => nameProblem(name) === undefined);
    for (const two of pairs) {
      expect({ one, two, shared: covered(one, arnsOf(two)) }).toEqual({ one, two, shared: [] });
      expect({ one, two, shared: covered(two, arnsOf(one)) }).toEqual({ one, two, shared: [] });
    }
    expect(pairs.length).toBeGreaterThan(length > 23 ? 5 : 10);
  });

  test('final and final-two', () => {
    expect(covered('final', arnsOf('final-two'))).toEqual([]);
    expect(covered('final-two', arnsOf('final'))).toEqual([]);
  });

  // Without the rules for names the proof above fails: each name here is one that they refuse.
  test.each([
    ['longer than that', `${'f'.repeat(25)}`, `${'f'.repeat(25)}-cl`],
    ['the name of a stack', 'final', 'final-copilot'],
  ])('%s would be shared', (_, one, two) => {
    expect(covered(one, arnsOf(two))).not.toEqual([]);
    expect(nameProblem(two)).toBeDefined();
  });
});
