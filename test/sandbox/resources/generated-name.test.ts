import { expect, test } from '@jest/globals';
import { generatedName } from '../../../src/sandbox/resources/generated-name.js';

const TAIL = 'hdst4ohfvdif';
const named = (stackName: string, logicalId: string, maxLength: number, tail = TAIL) =>
  generatedName({ stackName, logicalId }, tail, maxLength);

// Names that CloudFormation made in an account: KensioSoftware/yulin issue 1113.
test.each([
  [
    'a bucket, 63',
    'RainlyticsLogsBucket8DF41234',
    63,
    'hdst4ohfvdif',
    'ChineseboostAnalyticsStac-RainlyticsLogsBucket8DF4-hdst4ohfvdif',
  ],
  [
    'a role, 64',
    'RainlyticsSummariesJobFunctionServiceRole',
    64,
    'UjecjFhpdr1d',
    'ChineseboostAnalyticsStac-RainlyticsSummariesJobFun-UjecjFhpdr1d',
  ],
  [
    'a log group, 512',
    'RainlyticsSummariesJobLogs1C6CB09C',
    512,
    'UJ5n2NwuSPZB',
    'ChineseboostAnalyticsStack-RainlyticsSummariesJobLogs1C6CB09C-UJ5n2NwuSPZB',
  ],
])('%s characters', (_, logicalId, maxLength, tail, expected) => {
  expect(named('ChineseboostAnalyticsStack', logicalId, maxLength, tail)).toBe(expected);
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
