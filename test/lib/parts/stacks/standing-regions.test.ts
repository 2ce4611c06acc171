import { expect, test } from '@jest/globals';
import type { StackDescription } from '../../../../src/lib/cloudformation/describe-stack.js';
import { regionsChanged, type StandingStack } from '../../../../src/lib/parts/stacks/standing-regions.js';
import { springFinal } from '../../../support/spring-final.js';

const [ONE, TWO] = springFinal.regions.map(({ region }) => region) as [string, string];
const swapped = { ...springFinal, regions: springFinal.regions.toReversed() };
const replaced = (index: number) => ({
  ...springFinal,
  regions: springFinal.regions.map((member, at) => (at === index ? { ...member, region: 'us-west-2' } : member)),
});

function stands(template: string, region: string, status = 'CREATE_COMPLETE', regions = [ONE, TWO]): StandingStack {
  const parameters = { RegionOne: regions[0], RegionTwo: regions[1] };
  return {
    stackName: `spring-final-${template}`,
    region,
    found: { status, parameters } as unknown as StackDescription,
  };
}

const copilot = stands('copilot', 'us-east-1');
const shared = stands('clustered-video-stream', ONE);

test('what was deployed for the regions of the cluster file is well, and so is an empty account', () => {
  expect(regionsChanged(springFinal, [shared, copilot])).toBeUndefined();
  expect(regionsChanged(springFinal, [])).toBeUndefined();
});

// accelerated-intelligent-document-processing-on-aws#884: a second stack fails at the names of the account
test('regions that are swapped are told by where the cluster stack stands', () => {
  expect(regionsChanged(swapped, [copilot, shared])).toMatchObject({
    code: 'REGIONS_CHANGED',
    message: `Stack spring-final-clustered-video-stream in ${ONE} was deployed for ${ONE} and ${TWO}, in this order; the cluster file lists ${TWO} and ${ONE}.`,
    suggestions: [
      `List the regions in the cluster file as they were: ${ONE} first, then ${TWO}.`,
      expect.stringContaining('cvs destroy'),
    ],
  });
});

test('before the cluster stack stands, the order may still change', () => {
  expect(
    regionsChanged(swapped, [copilot, stands('clustered-video-stream', ONE, 'ROLLBACK_COMPLETE')]),
  ).toBeUndefined();
});

test.each([0, 1])('region %i replaced by another is told by any stack that remembers it', (index) => {
  for (const stack of [
    copilot,
    stands('clustered-video-stream-instance', TWO),
    stands('copilot', 'us-east-1', 'UPDATE_ROLLBACK_FAILED'),
  ]) {
    expect(regionsChanged(replaced(index), [stack])).toMatchObject({
      code: 'REGIONS_CHANGED',
      message: expect.stringContaining(
        `Stack ${stack.stackName} in ${stack.region} was deployed for ${ONE} and ${TWO}`,
      ),
    });
  }
});
