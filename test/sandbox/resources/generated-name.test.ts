import { describe, expect, test } from '@jest/globals';
import { generatedNamePattern } from '../../../src/lib/cloudformation/generated-name.js';
import { generatedName } from '../../../src/sandbox/resources/generated-name.js';

const TAIL = 'hdst4ohfvdif';
const named = (stackName: string, logicalId: string, maxLength: number, tail = TAIL) =>
  generatedName({ stackName, logicalId }, tail, maxLength);

const CLEANER = 'CustomS3AutoDeleteObjectsCustomResourceProvider';
const NOTIFIER = 'BucketNotificationsHandler050a0587b7544547bf325f094a3db8347ECC3691';
const RETENTION = 'LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8aFD4BFC8A';

/** Longest names: of a role and a bucket by IAM and S3; of a function one less than Lambda takes. */
const [ROLE, FUNCTION, BUCKET, LOG_GROUP] = [64, 63, 63, 512];

/**
 * Names that CloudFormation made in accounts, as people put them into public repositories and issues: KensioSoftware/yulin issue
 * 1113, aws-samples/cloudfront-authorization-at-edge issue 245, awslogs listings, IAM ARNs in error messages. The logical ids are
 * those of the CDK and of eksctl. Of a stack's name that was cut, what follows the cut is not known: a letter stands for it.
 */
const MADE: readonly (readonly [stackName: string, logicalId: string, maxLength: number, name: string])[] = [
  [
    'ChineseboostAnalyticsStack',
    'RainlyticsLogsBucket8DF41234',
    BUCKET,
    'ChineseboostAnalyticsStac-RainlyticsLogsBucket8DF4-hdst4ohfvdif',
  ],
  [
    'ChineseboostAnalyticsStack',
    'RainlyticsSummariesJobFunctionServiceRole',
    ROLE,
    'ChineseboostAnalyticsStac-RainlyticsSummariesJobFun-UjecjFhpdr1d',
  ],
  [
    'ChineseboostAnalyticsStack',
    'RainlyticsSummariesJobLogs1C6CB09C',
    LOG_GROUP,
    'ChineseboostAnalyticsStack-RainlyticsSummariesJobLogs1C6CB09C-UJ5n2NwuSPZB',
  ],
  [
    'missbox-web-stack',
    `${CLEANER}Role3B1BD092`,
    ROLE,
    'missbox-web-stack-CustomS3AutoDeleteObjectsCustomRe-c4JUL3m2XCN2',
  ],
  [
    'dotnet-genai-test',
    `${CLEANER}Role3B1BD092`,
    ROLE,
    'dotnet-genai-test-CustomS3AutoDeleteObjectsCustomRe-k8jc7sQ8NLKJ',
  ],
  [
    'SamArbBotStack',
    `${CLEANER}Role3B1BD092`,
    ROLE,
    'SamArbBotStack-CustomS3AutoDeleteObjectsCustomResou-lwKLiavXCPYj',
  ],
  [
    'eksctl-fabulous-badger-1764007365-nodegroup-x',
    'NodeInstanceRole',
    ROLE,
    'eksctl-fabulous-badger-1764007365--NodeInstanceRole-fWK99bpuO1Mj',
  ],
  [
    'eksctl-eks-acg-nodegroup-eks-node-x',
    'NodeInstanceRole',
    ROLE,
    'eksctl-eks-acg-nodegroup-eks-node--NodeInstanceRole-Y54o1doxeMqi',
  ],
  [
    'eksctl-my-cluster-nodegroup-my-nodx',
    'NodeInstanceRole',
    ROLE,
    'eksctl-my-cluster-nodegroup-my-nod-NodeInstanceRole-jXNNFVvKvpkJ',
  ],
  ['kub8-cluster-master-worker', 'NodeInstanceRole', ROLE, 'kub8-cluster-master-worker-NodeInstanceRole-XXAUP4LH19CZ'],
  [
    'Multiverse-Test',
    `${CLEANER}Handler9D90184F`,
    FUNCTION,
    'Multiverse-Test-CustomS3AutoDeleteObjectsCustomRes-ylAbQnR81gGR',
  ],
  [
    'SSTBootstrap',
    `${CLEANER}Handler9D90184F`,
    FUNCTION,
    'SSTBootstrap-CustomS3AutoDeleteObjectsCustomResour-35X96849c9BB',
  ],
  [
    'ApigwS3Stack',
    `${CLEANER}Handler9D90184F`,
    FUNCTION,
    'ApigwS3Stack-CustomS3AutoDeleteObjectsCustomResour-Sfisq5METC1E',
  ],
  ['ApiAuthStack', NOTIFIER, FUNCTION, 'ApiAuthStack-BucketNotificationsHandler050a0587b75-rx1b2F9S4Jk8'],
  ['xraystarter', NOTIFIER, FUNCTION, 'xraystarter-BucketNotificationsHandler050a0587b754-z8E1DEE5a2Zy'],
  ['xraystarter', RETENTION, FUNCTION, 'xraystarter-LogRetentionaae0aa3c5b4d4f87b02d85b201-2QZ9sjniwX2i'],
  [
    'serverlessrepo-smg-mihub-prod',
    'HttpHeadersHandler',
    FUNCTION,
    'serverlessrepo-smg-mihub-prod-HttpHeadersHandler-VmHTiYmHTEru',
  ],
];

/** Names with the thirteen random characters of earlier years; one character less is left for the rest. */
const MADE_ONCE: typeof MADE = [
  [
    'eksctl-eksworkshop-eksctl-nodegroup-x',
    'NodeInstanceRole',
    ROLE,
    'eksctl-eksworkshop-eksctl-nodegro-NodeInstanceRole-14TKBWBD7KWFH',
  ],
  [
    'eksctl-eksdemo1-nodegroup-eksdemo1-x',
    'NodeInstanceRole',
    ROLE,
    'eksctl-eksdemo1-nodegroup-eksdemo-NodeInstanceRole-1FVWZ2H3TMQ2M',
  ],
  ['eksctl-dev-nodegroup-a1', 'NodeInstanceRole', ROLE, 'eksctl-dev-nodegroup-a1-NodeInstanceRole-1I4LVNJH23P8O'],
  ['TodoAppStack', NOTIFIER, ROLE, 'TodoAppStack-BucketNotificationsHandler050a0587b75-1BQ2LOUD7KPXI'],
];

describe('names that CloudFormation made in accounts', () => {
  test.each(MADE)('%s, %s, %d', (stackName, logicalId, maxLength, name) => {
    expect(named(stackName, logicalId, maxLength, name.split('-').at(-1))).toBe(name);
  });

  test.each(MADE_ONCE)('once: %s, %s, %d', (stackName, logicalId, maxLength, name) => {
    const made = named(stackName, logicalId, maxLength - 1);
    expect(made.slice(0, -TAIL.length)).toBe(name.slice(0, -13));
  });

  // The policies and `destroy --sweep` go by this pattern. It is for functions of 64 characters too.
  test.each([...MADE, ...MADE_ONCE])('the pattern of %s, %s covers them', (stackName, logicalId, maxLength, name) => {
    const pattern = generatedNamePattern({ stackName, logicalId, maxLength: maxLength === FUNCTION ? 64 : maxLength });
    const matcher = new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
    expect(name).toMatch(matcher);
  });
});

// A function of a nested stack: gist.github.com/christianklotz/468a240a75f4ae3e73bd52722f926acb, there with a longer tail.
test('what one part does not need is the other’s', () => {
  expect(named('MyStackDev-MyNestedApplicationStack', 'MyLambdaFunctionName', 64)).toBe(
    `MyStackDev-MyNestedApplication-MyLambdaFunctionName-${TAIL}`,
  );
  expect(named('short', 'L'.repeat(60), 64)).toBe(`short-${'L'.repeat(45)}-${TAIL}`);
});

test('a name that fits is not shortened, and hyphens in a row become one', () => {
  expect(named('final-copilot', 'Copilot', 64)).toBe(`final-copilot-Copilot-${TAIL}`);
  expect(named('final--two-copilot', 'Copilot', 64)).toBe(`final-two-copilot-Copilot-${TAIL}`);
});

test('a name is as long as its type takes, and no longer', () => {
  for (const maxLength of [63, 64, 80]) {
    expect(named('s'.repeat(80), 'L'.repeat(80), maxLength)).toHaveLength(maxLength);
  }
});
