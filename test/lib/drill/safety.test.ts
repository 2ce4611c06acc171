import { expect, test } from '@jest/globals';
import { renewDeadMan } from '../../../src/lib/drill/safety.js';
import { CLUSTER, fakeWorld } from '../failover/fake-cluster.js';

const [target] = CLUSTER.regions as [(typeof CLUSTER.regions)[number]];

/** Renews for half a minute, which is once; gives what is wanted of the region then. */
async function renewed(close: { open: boolean; lastsS?: number }) {
  const { clock, table } = fakeWorld();
  const ended = new AbortController();
  const before = {
    open: close.open,
    drained: !close.open,
    closedUntilMs: close.lastsS === undefined ? undefined : clock.now() + close.lastsS * 1000,
  };
  table.intents.set(target.distributionDomain, before);
  const renewing = renewDeadMan({ cluster: CLUSTER, table, target, clock, signal: ended.signal });
  await clock.advance(30_000);
  ended.abort();
  await renewing;
  return { before, after: table.intents.get(target.distributionDomain), clock };
}

test('puts off the end of a close that holds: a minute from the renewal', async () => {
  const { after, clock } = await renewed({ open: false, lastsS: 60 });
  expect(after).toMatchObject({ open: false, closedUntilMs: clock.now() - 10_000 + 60_000 });
});

test.each<[string, { open: boolean; lastsS?: number }]>([
  ['closes again what has lapsed: it has served since, and others may rely on it', { open: false, lastsS: 15 }],
  ['gives an end to a close that somebody meant to last', { open: false }],
  ['closes what somebody has opened', { open: true }],
])('never %s', async (_, close) => {
  const { before, after } = await renewed(close);
  expect(after).toEqual(before);
});
