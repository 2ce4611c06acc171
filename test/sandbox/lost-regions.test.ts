import { expect, test } from '@jest/globals';
import { LostRegions } from '../../src/sandbox/lost-regions.js';

test('a region is back when the last fault that took it away has ended', async () => {
  const regions = new LostRegions();
  const seen: string[] = [];
  const end = regions.watch((region, lost) => seen.push(`${region} ${lost ? 'lost' : 'back'}`));
  const first = regions.lose('eu-west-1');
  const second = regions.lose('eu-west-1');
  const other = regions.lose('eu-west-2');
  let isBack = false;
  const back = regions.whenBack('eu-west-1').then(() => {
    isBack = true;
  });
  first();
  other();
  await Promise.resolve();
  expect([regions.has('eu-west-1'), isBack]).toEqual([true, false]);
  second();
  await back;
  await regions.whenBack('eu-west-1');
  end();
  regions.lose('eu-west-3');
  expect(seen).toEqual(['eu-west-1 lost', 'eu-west-2 lost', 'eu-west-2 back', 'eu-west-1 back']);
});
