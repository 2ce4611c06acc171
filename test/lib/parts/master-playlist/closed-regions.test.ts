import { expect, test } from '@jest/globals';
import { CvsError } from '../../../../src/lib/errors.js';
import { closedRegions } from '../../../../src/lib/parts/master-playlist/closed-regions.js';
import type { DistributionState } from '../../../../src/lib/serving/what-to-serve.js';
import type { StateTable } from '../../../../src/lib/state/state-table.js';
import { FakeClock } from '../../../support/fake-clock.js';

const members = ['eu-west-1', 'eu-west-2'].map((region) => ({ region, domain: `${region}.cloudfront.net` }));
const { signal } = new AbortController();

function table(read: () => Promise<unknown>): StateTable {
  return { members, clock: new FakeClock(), read } as unknown as StateTable;
}

const stateOf = (...open: boolean[]) => ({
  state: {
    distributions: members.map((one, index) => ({ ...one, open: open[index], drained: false }) as DistributionState),
    health: new Map(),
  },
});

test.each([
  [[true, true], []],
  [[false, true], ['eu-west-1']],
  // All closed closes none: the rule of what to serve holds here too.
  [[false, false], []],
])('open %j: closed are %j', async (open, expected) => {
  await expect(
    closedRegions(
      table(async () => stateOf(...open)),
      signal,
    ),
  ).resolves.toEqual(expected);
});

test('none while there is no table', async () => {
  const missing = table(async () => {
    throw new CvsError({ code: 'TABLE_MISSING', message: 'no table' });
  });
  await expect(closedRegions(missing, signal)).resolves.toEqual([]);
});
