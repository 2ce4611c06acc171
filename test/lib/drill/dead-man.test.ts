import { expect, test } from '@jest/globals';
import { keepRenewing, renewedClose } from '../../../src/lib/drill/dead-man.js';
import { CLUSTER, fakeWorld } from '../failover/fake-cluster.js';

const [target] = CLUSTER.regions as [(typeof CLUSTER.regions)[number]];

/** Renews for half a minute, which is once; returns what the table has of the region then. */
async function renewed(close: { open: boolean; lastsS?: number; reason?: string }) {
  const { clock, table, state } = fakeWorld();
  const ended = new AbortController();
  const before = {
    open: close.open,
    drained: !close.open,
    closedUntilMs: close.lastsS === undefined ? undefined : clock.now() + close.lastsS * 1000,
  };
  const { reason = 'drill' } = close;
  state.set(target.distributionDomain, before, { updatedBy: 'ann@laptop', updatedAt: '2026-01-01T00:00:00Z', reason });
  const renewing = keepRenewing({ cluster: CLUSTER, table, target, clock, signal: ended.signal }, renewedClose);
  await clock.advance(30_000);
  ended.abort();
  await renewing;
  return { before, after: state.intent(target.distributionDomain), clock };
}

test('puts off the end of a close that is in force: a minute from the renewal', async () => {
  const { after, clock } = await renewed({ open: false, lastsS: 60 });
  // By the latest time that it may be where the replicas are.
  expect(after.closedUntilMs).toBeGreaterThanOrEqual(clock.now() - 10_000 + 60_000);
  expect(after.closedUntilMs).toBeLessThanOrEqual(clock.now() - 10_000 + 61_000);
});

test.each<[string, { open: boolean; lastsS?: number; reason?: string }]>([
  ['shortens the close of an operator', { open: false, lastsS: 3600, reason: 'the encoder is broken' }],
  ['closes again what has lapsed: other closes may rely on it since', { open: false, lastsS: 15 }],
  ['gives an end to a close that an operator made without one', { open: false }],
  ['closes what an operator has opened', { open: true }],
])('never %s', async (_, close) => {
  const { before, after } = await renewed(close);
  expect(after).toEqual(before);
});
