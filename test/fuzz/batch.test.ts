import { expect, test } from '@jest/globals';
import { type BatchReport, tryBatch } from './batch.js';
import { Pace } from './pace.js';
import { plainWork } from './read-grown.js';

/** `npm run fuzz` goes on to a million. */
const TIME_MS = 4000;
const BATCH = 50;

test('damaged playlists are merged or refused, checked and followed: none crashes, none is merged wrongly, none takes long', async () => {
  const pace = new Pace({ plain: plainWork, now: () => performance.now() });
  const reports: BatchReport[] = [];
  const start = performance.now();
  for (let seed = 1; performance.now() - start < TIME_MS || reports.length < 2; seed += BATCH) {
    const report = await tryBatch(seed, seed + BATCH, pace);
    expect(report).toMatchObject({ seeds: BATCH, slow: [], outcomes: { unsound: 0 } });
    reports.push(report);
  }
  // Both ways out are tried, so that neither check is idle.
  const sum = (of: (report: BatchReport) => number) => reports.reduce((total, one) => total + of(one), 0);
  expect(sum(({ outcomes }) => outcomes.merged)).toBeGreaterThan(10);
  expect(sum(({ outcomes }) => outcomes.refused)).toBeGreaterThan(10);
  expect(sum(({ checked }) => checked)).toBeGreaterThan(10);
});

test('a megabyte of damage is read in a moment', async () => {
  const pace = new Pace({ plain: plainWork, now: () => performance.now() });
  expect(await tryBatch(1000, 1001, pace)).toMatchObject({ grown: 4, slow: [] });
});
