import { readFileSync } from 'node:fs';
import { UpdateItemCommand, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { StreamRegion } from '../../../src/lib/cluster/cluster.js';
import { healthUpdates } from '../../../src/lib/detector/reporting/health-item.js';
import { drillLease } from '../../../src/lib/drill/drill-lease.js';
import { SETTLE_MS } from '../../../src/lib/serving/times.js';
import { preference } from '../../../src/lib/serving/what-to-serve.js';
import { drainedIntent, openIntent } from '../../../src/lib/state/intent.js';
import { readMasterUrl, recordMasterUrl } from '../../../src/lib/state/master-url.js';
import { readHistory } from '../../../src/lib/state/read-history.js';
import { seedState } from '../../../src/lib/state/seed.js';
import { lastChange } from '../../../src/lib/state/state-reading.js';
import { StateTable } from '../../../src/lib/state/state-table.js';
import { freshnessStatus, servingStatus } from '../../../src/lib/status/read-state.js';
import { FakeClock } from '../../support/fake-clock.js';
import { type ReplicaServer, startReplicaServer } from './replica-server.js';

/**
 * Items as the first release wrote them, and what it printed of them. Copilots and detectors that are deployed, and older
 * installations of cvs, use the same table: neither the items nor their meaning may change.
 */
const { items, read } = JSON.parse(readFileSync('test/fixtures/state-table.json', 'utf8')) as {
  items: Record<string, Record<string, unknown>>[];
  read: {
    at: { nowMs: number; serving: unknown[]; freshness: unknown[]; preference: string[] }[];
    history: unknown[];
    lastChanges: unknown[];
    masterUrl: string;
  };
};

const TABLE = 'spring-final';
const REGION = 'eu-west-1';
const REGIONS = [REGION, 'eu-west-2', 'us-east-2', 'ap-south-1', 'eu-north-1'].map((region, index) => ({
  region,
  distributionDomain: `d${index + 1}.cloudfront.net`,
}));
const [ONE, TWO, THREE, FOUR, FIVE] = REGIONS.map(({ distributionDomain }) => distributionDomain) as [
  string,
  string,
  string,
  string,
  string,
];

let server: ReplicaServer;
let clock: FakeClock;
let table: StateTable;

beforeEach(async () => {
  clock = new FakeClock();
  server = await startReplicaServer(clock);
  await server.createTable(TABLE, [REGION]);
  table = new StateTable({ name: TABLE, regions: REGIONS }, { clients: server.clients, clock, identity: 'ann@laptop' });
});

afterEach(() => server.close());

test('reads what the first release wrote, to the same effect', async () => {
  for (const Item of items) await server.dynamodb.call(REGION, 'PutItem', { TableName: TABLE, Item });
  const reading = await table.read();
  const printed = (value: unknown) => JSON.parse(JSON.stringify(value));
  for (const { nowMs, ...expected } of read.at) {
    const at = { ...reading, nowMs };
    const each = <T>(look: (region: StreamRegion) => T) => REGIONS.map((region) => look(region as StreamRegion));
    expect({
      serving: printed(each((region) => servingStatus(at, region))),
      freshness: printed(
        each((region) => {
          const { observers: _, ...freshness } = freshnessStatus(at, region);
          return freshness;
        }),
      ),
      preference: preference(reading.state, nowMs).map(({ region }) => region),
    }).toStrictEqual(expected);
  }
  expect(printed((await readHistory(table, { limit: 100 })).entries)).toStrictEqual(read.history);
  expect(
    printed(REGIONS.map(({ distributionDomain }) => lastChange(reading, distributionDomain) ?? null)),
  ).toStrictEqual(read.lastChanges);
  expect(await readMasterUrl(table)).toBe(read.masterUrl);
});

test('writes items of the same form as the first release', async () => {
  await seedState(table);
  await recordMasterUrl(table, 'https://master.cloudfront.net/playlist.m3u8');
  await clock.advance(1020);
  const reason = 'encoder lost';
  await change(ONE, 'drain', { change: drainedIntent, reason, keepAnotherOpen: true });
  await clock.advance(7317);
  const end = { closedUntilMs: Math.ceil(clock.now() / 1000 + 900) * 1000, closedFromMs: clock.now() + SETTLE_MS };
  const close = { open: false, drained: true };
  await change(ONE, 'close', { change: () => ({ ...close, ...end }), reason, forced: true, keepAnotherOpen: true });
  await clock.advance(1033);
  const closedFromMs = clock.now() + SETTLE_MS;
  await change(TWO, 'close', { change: () => ({ ...close, closedFromMs }), keepAnotherOpen: true });
  await clock.advance(61_111);
  await change(TWO, 'open', { change: (before, now) => openIntent(before, now, true) });
  await clock.advance(501);
  await change(TWO, 'open', { change: (before) => ({ ...before, drained: false }) });
  await change(THREE, 'close, off the air', {
    change: () => ({ open: false, drained: false, offAir: true }),
    reason: 'over',
  });
  await server.dynamodb.call(REGION, 'UpdateItem', {
    TableName: TABLE,
    Key: { domain: { S: FOUR } },
    UpdateExpression: 'SET distro_open = :no, reason = :why',
    ExpressionAttributeValues: { ':no': { BOOL: false }, ':why': { S: 'by console' } },
  });
  await change(FIVE, 'renew', { change: () => ({ ...close, closedUntilMs: 1_767_225_660_000 }), recorded: false });
  await observe(ONE, 'stale', 1);
  await observe(TWO, 'fresh', 1);
  await observe(THREE, 'stale', 1);
  await clock.advance(60_250);
  await observe(THREE, 'fresh', 2);
  await observe(ONE, 'stale', 2);
  await drillLease(table, 'drill-1').hold();

  const written = await server.items(REGION, TABLE);
  // Since then an opening allows for a write that lands late, and a health item says since when a stream is stale.
  const first = JSON.stringify(items).replaceAll('"1767225679.181"', '"1767225682.199"');
  const later = written.map(({ stale_since: _, ...item }) => item);
  expect(comparable(later)).toStrictEqual(comparable(JSON.parse(first)));
});

function change(
  domain: string,
  action: string,
  request: Omit<Parameters<StateTable['change']>[0], 'domain' | 'action'>,
) {
  return table.change({ domain, action, ...request });
}

async function observe(domain: string, state: 'fresh' | 'stale', sequence: number): Promise<void> {
  const observation = { domain, state, sequence, observedAtMs: clock.now(), region: REGION, detail: '3 playlists' };
  const client = await server.clients.dynamoDb(REGION);
  const [first] = healthUpdates(TABLE, observation);
  await client.send(new UpdateItemCommand(first as UpdateItemCommandInput));
}

/** By their keys, without the random end of a history item's. */
function comparable(all: typeof items): [string, unknown][] {
  return all
    .map(({ domain, ...attributes }): [string, unknown] => [
      String(domain?.S).replace(/(#[0-9A-Z]{10})[0-9A-Z]{16}$/, '$1'),
      attributes,
    ])
    .sort(([one], [other]) => (one < other ? -1 : 1));
}
