import { expect, test } from '@jest/globals';
import { whenReachable } from '../../../src/lib/deploy/when-reachable.js';
import { CvsError } from '../../../src/lib/errors.js';
import { seedState } from '../../../src/lib/state/seed.js';
import type { StateTable } from '../../../src/lib/state/state-table.js';
import { FakeClock } from '../../support/fake-clock.js';

const { signal } = new AbortController();
const refusal = (code: string) => new CvsError({ code, message: code });

/** A table whose replicas refuse so often, then take the items. */
function table(refusals: number, code: string) {
  const asked = { times: 0 };
  const first = async () => {
    asked.times += 1;
    if (asked.times <= refusals) throw refusal(code);
    return { value: { written: ['d1'], kept: [] }, region: 'eu-west-1' };
  };
  return { asked, table: { first } as unknown as StateTable };
}

async function seed(refusals: number, code: string) {
  const clock = new FakeClock();
  const { asked, table: one } = table(refusals, code);
  const seeding = whenReachable(() => seedState(one, signal), { clock, random: () => 0.5, signal }).catch(
    (error: CvsError) => error.code,
  );
  // Imported on first use, which no fake clock waits for.
  await import('@aws-sdk/client-dynamodb');
  await clock.advance(150_000);
  return { outcome: await seeding, asked: asked.times };
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
