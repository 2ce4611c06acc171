import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { drillLease } from '../../../src/lib/drill/drill-lease.js';
import { StateTable } from '../../../src/lib/state/state-table.js';
import { FakeClock } from '../../support/fake-clock.js';
import { type ReplicaServer, startReplicaServer } from '../state/replica-server.js';

const REGION = 'eu-west-1';

let server: ReplicaServer;
let clock: FakeClock;
let table: StateTable;

beforeEach(async () => {
  clock = new FakeClock();
  server = await startReplicaServer(clock);
  await server.createTable('spring-final', [REGION]);
  const regions = [{ region: REGION, distributionDomain: 'd1.cloudfront.net' }];
  table = new StateTable({ name: 'spring-final', regions }, { clients: server.clients, clock, identity: 'ann@laptop' });
});

afterEach(() => server.close());

test('one drill at a time has the lease; it may renew it', async () => {
  const [ann, ben] = [drillLease(table, 'ann'), drillLease(table, 'ben')];
  expect(await ann.hold()).toBe(true);
  expect(await ben.hold()).toBe(false);
  expect(await ann.hold()).toBe(true);
});

test('a drill that lost its lease does not release the one of the drill that has it now', async () => {
  const [ann, ben, cat] = [drillLease(table, 'ann'), drillLease(table, 'ben'), drillLease(table, 'cat')];
  expect(await ann.hold()).toBe(true);
  await clock.advance(95_000);
  expect(await ben.hold()).toBe(true);
  await ann.release();
  expect(await cat.hold()).toBe(false);
  await ben.release();
  expect(await cat.hold()).toBe(true);
});

test('releasing twice, or what was never held, does nothing', async () => {
  const ann = drillLease(table, 'ann');
  await ann.release();
  await ann.hold();
  await ann.release();
  await ann.release();
  expect(await drillLease(table, 'ben').hold()).toBe(true);
});

test('no other drill can take it for as long as it lasts', async () => {
  const [ann, ben] = [drillLease(table, 'ann'), drillLease(table, 'ben')];
  await ann.hold();
  await clock.advance(ann.lastsMs);
  expect(await ben.hold()).toBe(false);
});
