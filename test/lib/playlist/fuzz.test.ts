import { expect, test } from '@jest/globals';
import { type FuzzOutcome, fuzzCase } from './fuzz-case.js';

/** `npm run fuzz` goes on to a million. */
const TIME_MS = 4000;

test('damaged playlists are merged or refused: none crashes, none is merged wrongly, none takes long', async () => {
  const outcomes: Record<FuzzOutcome, number> = { merged: 0, refused: 0, unsound: 0 };
  const start = performance.now();
  let seed = 1;
  for (; performance.now() - start < TIME_MS; seed += 1) {
    try {
      outcomes[await fuzzCase(seed)] += 1;
    } catch (error) {
      throw new Error(`Seed ${seed} crashes.`, { cause: error });
    }
  }
  expect(outcomes).toMatchObject({ merged: expect.any(Number), unsound: 0 });
  // Both ways out are tried, so that neither check is idle.
  expect(Math.min(outcomes.merged, outcomes.refused)).toBeGreaterThan(20);
});
