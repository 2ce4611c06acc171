import { expect, test } from '@jest/globals';
import { whenReachable } from '../../../src/lib/deploy/when-reachable.js';
import { CvsError } from '../../../src/lib/errors.js';
import { FakeClock } from '../../support/fake-clock.js';

const { signal } = new AbortController();
const refusal = (code: string) => new CvsError({ code, message: code });

/** Asks a table whose replicas refuse so often, and then take the items. */
async function seed(refusals: number, code: string) {
  const clock = new FakeClock();
  let asked = 0;
  const work = async () => {
    asked += 1;
    if (asked <= refusals) throw refusal(code);
    return { written: ['d1'] };
  };
  const seeding = whenReachable(work, { clock, random: () => 0.5, signal }).catch((error: CvsError) => error.code);
  await clock.advance(150_000);
  return { outcome: await seeding, asked };
}

test('a table that does not answer yet is asked again', async () => {
  await expect(seed(3, 'STATE_TABLE_UNREACHABLE')).resolves.toMatchObject({ outcome: { written: ['d1'] }, asked: 4 });
});

test('after two minutes it is given up', async () => {
  const { outcome, asked } = await seed(Number.POSITIVE_INFINITY, 'STATE_TABLE_UNREACHABLE');
  expect(outcome).toBe('STATE_TABLE_UNREACHABLE');
  expect(asked).toBeGreaterThan(10);
});

test('what the table refuses is not asked again', async () => {
  await expect(seed(1, 'ACCESS_DENIED')).resolves.toEqual({ outcome: 'ACCESS_DENIED', asked: 1 });
});
