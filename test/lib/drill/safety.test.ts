import { expect, test } from '@jest/globals';
import { renewDeadMan } from '../../../src/lib/drill/safety.js';
import { CLUSTER, fakeWorld } from '../failover/fake-cluster.js';

const [target] = CLUSTER.regions as [(typeof CLUSTER.regions)[number]];

/** Renews for half a minute, which is once; gives what is wanted of the region then. */
async function renewed(close: { open: boolean; closedUntil?: number }) {
  const { clock, table } = fakeWorld();
  const ended = new AbortController();
  const { closedUntil } = close;
  const before = {
    open: close.open,
    drained: !close.open,
    ...(closedUntil === undefined ? {} : { closedUntil: clock.now() / 1000 + closedUntil }),
  };
  table.intents.set(target.distributionDomain, before);
  const renewing = renewDeadMan({ cluster: CLUSTER, table, target, clock, signal: ended.signal });
  await clock.advance(30_000);
  ended.abort();
  await renewing;
  return { before, after: table.intents.get(target.distributionDomain), clock };
}

test('puts off the end of a close that holds: a minute from the renewal', async () => {
  const { after, clock } = await renewed({ open: false, closedUntil: 60 });
  expect(after).toMatchObject({ open: false, closedUntil: clock.now() / 1000 - 10 + 60 });
});

test.each<[string, { open: boolean; closedUntil?: number }]>([
  ['closes again what has lapsed: it has served since, and others may rely on it', { open: false, closedUntil: 15 }],
  ['gives an end to a close that somebody meant to last', { open: false }],
  ['closes what somebody has opened', { open: true }],
])('never %s', async (_, close) => {
  const { before, after } = await renewed(close);
  expect(after).toEqual(before);
});
