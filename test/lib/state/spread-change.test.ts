import { beforeEach, expect, test } from '@jest/globals';
import { type SpreadOptions, spreadChange } from '../../../src/lib/state/spread-change.js';
import { readDistributions } from '../../../src/lib/state/state-items.js';
import type { ChangeRequest, ChangeResult, StateTable } from '../../../src/lib/state/state-table.js';
import { fakeWorld } from '../failover/fake-cluster.js';

const ONE = 'd1.cloudfront.net';
const TWO = 'd2.cloudfront.net';

let world: ReturnType<typeof fakeWorld>;

beforeEach(() => {
  world = fakeWorld();
  world.replicas.replicationStopped = true;
});

/** Lets time pass until work is done. */
async function finish<T>(work: Promise<T>, ms = 10_000): Promise<T> {
  work.catch(() => {});
  await world.clock.advance(ms);
  return work;
}

const close = (domain: string): ChangeRequest => ({
  domain,
  action: 'close',
  change: () => ({ open: false, drained: true, closedFromMs: 1_767_225_603_000 }),
  reason: 'encoder lost',
  keepAnotherOpen: true,
});

const drain = (domain: string): ChangeRequest => ({
  domain,
  action: 'drain',
  change: () => ({ open: true, drained: true }),
});

/** A change that the replica in eu-west-1 has taken. */
const written = (request: ChangeRequest, table = world.table): Promise<ChangeResult> => finish(table.change(request));

/** A change that somebody makes in eu-west-2, who reaches no other replica. */
async function elsewhere(request: ChangeRequest): Promise<void> {
  world.replicas.gone.add('eu-west-1');
  await finish(world.tableOf('bob@desk').change(request));
  world.replicas.gone.clear();
}

const spread = (change: ChangeResult, more: Partial<SpreadOptions> = {}) =>
  finish(spreadChange(world.table, change, { patienceMs: 0, keepAnotherOpen: true, reason: 'encoder lost', ...more }));

function item(region: string, domain = ONE) {
  return readDistributions(world.replicas.items(region)).get(domain);
}

test('a change is written where the replication does not bring it, with its stamp and without a second entry in the history', async () => {
  const change = await written(close(ONE));
  await expect(spread(change)).resolves.toMatchObject([{ region: 'eu-west-2', seenMs: expect.any(Number) }]);
  expect(item('eu-west-2')).toMatchObject({ open: false, reason: 'encoder lost', updatedBy: 'ann@laptop' });
  expect(item('eu-west-2')?.updatedAt).toBe(item('eu-west-1')?.updatedAt);
  expect(item('eu-west-2')?.closedAtMs).toBe(item('eu-west-1')?.closedAtMs);
  expect(world.replicas.items('eu-west-2').filter(({ domain }) => domain?.S?.startsWith('history#'))).toEqual([]);
});

test('what the replication brings is seen, and the others are read again after that', async () => {
  world.replicas.replicationStopped = false;
  const change = await written(close(ONE));
  world.replicas.calls.length = 0;
  await expect(spread(change)).resolves.toMatchObject([{ region: 'eu-west-2', seenMs: expect.any(Number) }]);
  expect(world.replicas.calls).toEqual(['eu-west-2 BatchGetItem', 'eu-west-2 BatchGetItem', 'eu-west-1 BatchGetItem']);
});

test('the replication gets its time first', async () => {
  const change = await written(close(ONE));
  const spreading = spreadChange(world.table, change, { patienceMs: 1500 });
  await world.clock.advance(1400);
  expect(item('eu-west-2')).toMatchObject({ open: true });
  await expect(finish(spreading)).resolves.toMatchObject([{ region: 'eu-west-2', seenMs: 1500 }]);
});

test('a close is not taken where no other distribution is open', async () => {
  const change = await written(close(ONE));
  await elsewhere(close(TWO));
  await expect(spread(change)).resolves.toMatchObject([
    { region: 'eu-west-2', why: 'no other distribution is open there' },
  ]);
  expect(item('eu-west-2')).toMatchObject({ open: true });
});

test('what somebody else decided in the same seconds stays', async () => {
  const change = await finish(world.table.change(close(ONE)), 10);
  world.replicas.gone.add('eu-west-1');
  await finish(world.tableOf('bob@desk').change(drain(ONE)), 700);
  world.replicas.gone.clear();
  await expect(spread(change)).resolves.toMatchObject([
    { region: 'eu-west-2', why: 'it was changed there meanwhile, by bob@desk' },
  ]);
  expect(item('eu-west-2')).toMatchObject({ open: true, drained: true });
});

test('what somebody else decided before, and was never replicated, gives way', async () => {
  await elsewhere(drain(ONE));
  const change = await written(close(ONE));
  await expect(spread(change)).resolves.toMatchObject([{ region: 'eu-west-2', seenMs: expect.any(Number) }]);
  expect(item('eu-west-2')).toMatchObject({ open: false });
});

test('a change that was undone where it was made is not carried on', async () => {
  const change = await written(close(ONE));
  const bob: StateTable = world.tableOf('bob@desk');
  await written({ ...drain(ONE), action: 'open' }, bob);
  await expect(spread(change)).resolves.toMatchObject([
    { region: 'eu-west-2', why: 'it was changed there meanwhile, by bob@desk' },
    { region: 'eu-west-1', why: 'it was changed there meanwhile, by bob@desk' },
  ]);
  expect(item('eu-west-2')).toMatchObject({ open: true, drained: false });
});

test('a replica that does not answer is unreachable', async () => {
  const change = await written(close(ONE));
  world.replicas.gone.add('eu-west-2');
  await expect(spread(change)).resolves.toMatchObject([{ region: 'eu-west-2', unreachable: true }]);
});

test('what was changed outside cvs there stays while it may be new', async () => {
  const change = await finish(world.table.change(close(ONE)), 10);
  world.replicas.replicationStopped = false;
  world.state.setOutside(ONE, { open: true, drained: true }, 'eu-west-2');
  await expect(spread(change)).resolves.toMatchObject([{ region: 'eu-west-2' }, { region: 'eu-west-1' }]);
  expect(item('eu-west-2')).toMatchObject({ open: true, drained: true });
});

test('what was changed outside cvs there gives way where no replication brings it home', async () => {
  const change = await written(close(ONE));
  world.state.setOutside(ONE, { open: true, drained: true }, 'eu-west-2');
  await expect(spread(change)).resolves.toMatchObject([{ region: 'eu-west-2', seenMs: expect.any(Number) }]);
  expect(item('eu-west-2')).toMatchObject({ open: false });
});
