import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AwsClients } from '../../../src/lib/aws/aws-clients.js';
import { systemClock } from '../../../src/lib/clock.js';
import { readHistory } from '../../../src/lib/state/read-history.js';
import { seedState } from '../../../src/lib/state/seed.js';
import { type ChangeRequest, StateTable } from '../../../src/lib/state/state-table.js';
import { FakeClock } from '../../support/fake-clock.js';
import { type ReplicaServer, startReplicaServer } from './replica-server.js';

const TABLE = 'spring-final';
const ONE = 'd1.cloudfront.net';
const TWO = 'd2.cloudfront.net';
const REGIONS = [
  { region: 'eu-west-1', distributionDomain: ONE },
  { region: 'eu-west-2', distributionDomain: TWO },
];

let server: ReplicaServer;
let clock: FakeClock;
let table: StateTable;

beforeEach(async () => {
  clock = new FakeClock();
  server = await startReplicaServer(clock);
  table = tableOf('ann@laptop');
});

afterEach(() => server.close());

function tableOf(identity: string, regions = REGIONS): StateTable {
  return new StateTable({ name: TABLE, regions }, { clients: server.clients, clock, identity });
}

function close(domain: string): ChangeRequest {
  return { domain, action: 'close', change: () => ({ open: false, drained: true }), keepAnotherOpen: true };
}

const open = (domain: string): ChangeRequest => ({
  domain,
  action: 'open',
  change: () => ({ open: true, drained: false }),
});

/** Waits, in real time, until the replicas agree on an item. */
async function replicated(key: string): Promise<void> {
  for (;;) {
    const [one, two] = await Promise.all(
      ['eu-west-1', 'eu-west-2'].map(async (region) => JSON.stringify(await server.item(region, TABLE, key))),
    );
    if (one === two) return;
    await systemClock.sleep(1);
  }
}

async function history(region = 'eu-west-1') {
  return (await server.items(region, TABLE)).filter(({ domain }) => String(domain?.S).startsWith('history#'));
}

describe('seeding', () => {
  test('writes what is absent: every distribution open', async () => {
    await server.createTable(TABLE, ['eu-west-1', 'eu-west-2']);
    await expect(seedState(table)).resolves.toEqual({ written: [ONE, TWO] });
    expect(await server.item('eu-west-1', TABLE, TWO)).toEqual({
      domain: { S: TWO },
      name: { S: TABLE },
      region: { S: 'eu-west-2' },
      distro_open: { BOOL: true },
      drained: { BOOL: false },
      updated_at: { S: '2026-01-01T00:00:00.000Z' },
      updated_by: { S: 'ann@laptop' },
    });
  });

  test('never changes what an operator decided', async () => {
    await server.createTable(TABLE, ['eu-west-1', 'eu-west-2']);
    await table.change(close(ONE));
    const before = await server.item('eu-west-1', TABLE, ONE);
    await expect(seedState(table)).resolves.toEqual({ written: [TWO] });
    expect(await server.item('eu-west-1', TABLE, ONE)).toEqual(before);
  });
});

describe('changing the state', () => {
  beforeEach(async () => {
    await server.createTable(TABLE, ['eu-west-1', 'eu-west-2']);
    await seedState(table);
  });

  test('writes the change and, with it, its history', async () => {
    const result = await table.change({
      ...close(ONE),
      change: () => ({ open: false, drained: true, closedUntilMs: 1_767_225_900_000 }),
      reason: 'encoder lost',
    });
    expect(result).toMatchObject({
      changed: true,
      replica: 'eu-west-1',
      before: { open: true, drained: false },
      after: { open: false, drained: true, closedUntilMs: 1_767_225_900_000 },
    });
    expect(await server.item('eu-west-1', TABLE, ONE)).toMatchObject({
      distro_open: { BOOL: false },
      drained: { BOOL: true },
      closed_until: { N: '1767225900' },
      reason: { S: 'encoder lost' },
      updated_by: { S: 'ann@laptop' },
      name: { S: TABLE },
      region: { S: 'eu-west-1' },
    });
    const [item, ...more] = await history();
    expect(more).toEqual([]);
    expect(item?.domain?.S).toMatch(/^history#d1\.cloudfront\.net#[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(item).toMatchObject({
      action: { S: 'close' },
      who: { S: 'ann@laptop' },
      why: { S: 'encoder lost' },
      at: { S: '2026-01-01T00:00:00.000Z' },
      before: { M: { distro_open: { BOOL: true }, drained: { BOOL: false } } },
      after: { M: { distro_open: { BOOL: false }, drained: { BOOL: true }, closed_until: { N: '1767225900' } } },
      // 2026-01-01 and 90 days.
      expires_at: { N: '1775001600' },
    });
  });

  test('removes the end and the reason with the next change', async () => {
    await table.change({
      ...close(ONE),
      change: () => ({ open: false, drained: true, closedUntilMs: 1_767_225_900_000 }),
      reason: 'drill',
    });
    await table.change(open(ONE));
    const item = await server.item('eu-west-1', TABLE, ONE);
    expect(item).toMatchObject({ distro_open: { BOOL: true }, drained: { BOOL: false } });
    expect(item).not.toHaveProperty('closed_until');
    expect(item).not.toHaveProperty('reason');
  });

  test('records when it was closed, and when without a drain: players met that 404', async () => {
    const nowS = String(clock.now() / 1000);
    const drain: ChangeRequest = { ...open(ONE), change: () => ({ open: true, drained: true }) };
    await table.change(drain);
    await table.change(close(ONE));
    const drained = await server.item('eu-west-1', TABLE, ONE);
    expect(drained).toMatchObject({ closed_at: { N: nowS } });
    expect(drained).not.toHaveProperty('closed_undrained_at');
    await table.change(open(ONE));
    await table.change(close(ONE));
    await table.change(open(ONE));
    const moment = { closed_at: { N: nowS }, closed_undrained_at: { N: nowS } };
    expect(await server.item('eu-west-1', TABLE, ONE)).toMatchObject(moment);
    // A close whose drain has lapsed with the last one begins anew.
    const lapsed: ChangeRequest = {
      ...close(TWO),
      change: () => ({ open: false, drained: true, closedUntilMs: 1000 }),
    };
    await table.change({ ...drain, domain: TWO });
    await table.change(lapsed);
    await table.change(close(TWO));
    expect(await server.item('eu-west-1', TABLE, TWO)).toMatchObject(moment);
  });

  test('a close of all distributions ended every session: no player avoids the region afterwards', async () => {
    const offAir = () => ({ open: false, drained: false, offAir: true });
    await table.change({ domain: ONE, action: 'close, off the air', change: offAir });
    expect(await server.item('eu-west-1', TABLE, ONE)).not.toHaveProperty('closed_undrained_at');
  });

  test('writes nothing, and no history, when nothing changes', async () => {
    await expect(table.change(open(ONE))).resolves.toMatchObject({ changed: false });
    expect(await history()).toEqual([]);
  });

  test('refuses to close the last open distribution, and says what to do first', async () => {
    await table.change(close(ONE));
    await expect(table.change(close(TWO))).rejects.toMatchObject({
      code: 'LAST_OPEN_DISTRIBUTION',
      message: expect.stringContaining(TWO),
      suggestions: [expect.stringContaining(`cvs failover open ${ONE}`)],
    });
    expect(await server.item('eu-west-1', TABLE, TWO)).toMatchObject({ distro_open: { BOOL: true } });
  });

  test('counts a close that has lapsed as open', async () => {
    const untilS = Math.floor(clock.now() / 1000) + 60;
    await table.change({ ...close(ONE), change: () => ({ open: false, drained: true, closedUntilMs: untilS * 1000 }) });
    await expect(table.change(close(TWO))).rejects.toMatchObject({ code: 'LAST_OPEN_DISTRIBUTION' });
    await clock.advance(61_000);
    await expect(table.change(close(TWO))).resolves.toMatchObject({ changed: true });
  });

  test('refuses when the other one is closed between the read and the write', async () => {
    let raced = false;
    server.before = async (region, action) => {
      if (action !== 'TransactWriteItems' || raced) return;
      raced = true;
      await server.dynamodb.call(region, 'UpdateItem', {
        TableName: TABLE,
        Key: { domain: { S: TWO } },
        UpdateExpression: 'SET distro_open = :no',
        ExpressionAttributeValues: { ':no': { BOOL: false } },
      });
    };
    await expect(table.change(close(ONE))).rejects.toMatchObject({ code: 'LAST_OPEN_DISTRIBUTION' });
    expect(await server.item('eu-west-1', TABLE, ONE)).toMatchObject({ distro_open: { BOOL: true } });
    expect(await history()).toEqual([]);
  });

  test('accepts one of two closes at the same moment', async () => {
    const outcomes = await Promise.allSettled([table.change(close(ONE)), tableOf('bob@desk').change(close(TWO))]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const items = await Promise.all([ONE, TWO].map((domain) => server.item('eu-west-1', TABLE, domain)));
    expect(items.filter((item) => item?.distro_open?.BOOL === true)).toHaveLength(1);
  });

  test('reads again when somebody changed the same item meanwhile, and records what was there before', async () => {
    let raced = false;
    server.before = async (region, action) => {
      if (action !== 'TransactWriteItems' || raced) return;
      raced = true;
      await server.dynamodb.call(region, 'UpdateItem', {
        TableName: TABLE,
        Key: { domain: { S: ONE } },
        UpdateExpression: 'SET drained = :yes',
        ExpressionAttributeValues: { ':yes': { BOOL: true } },
      });
    };
    const result = await table.change(close(ONE));
    expect(result.before).toEqual({ open: true, drained: true });
    expect(await history()).toHaveLength(1);
  });

  test('gives up and says why when somebody else always writes first', async () => {
    let writes = 0;
    server.before = async (region, action) => {
      if (action !== 'TransactWriteItems') return;
      writes += 1;
      await server.dynamodb.call(region, 'UpdateItem', {
        TableName: TABLE,
        Key: { domain: { S: ONE } },
        UpdateExpression: 'SET open_from = :writes',
        ExpressionAttributeValues: { ':writes': { N: String(writes) } },
      });
    };
    await expect(table.change(close(ONE))).rejects.toMatchObject({ code: 'STATE_CHANGED_MEANWHILE' });
  });

  test('changes an item that is malformed', async () => {
    await server.dynamodb.call('eu-west-1', 'PutItem', {
      TableName: TABLE,
      Item: { domain: { S: ONE }, distro_open: { S: 'false' } },
    });
    await expect(table.change(close(ONE))).resolves.toMatchObject({ changed: true, before: { open: true } });
  });

  test('changes an item that does not exist', async () => {
    await server.dynamodb.call('eu-west-1', 'DeleteItem', { TableName: TABLE, Key: { domain: { S: ONE } } });
    await table.change(close(ONE));
    expect(await server.item('eu-west-1', TABLE, ONE)).toMatchObject({
      distro_open: { BOOL: false },
      name: { S: TABLE },
      region: { S: 'eu-west-1' },
    });
  });
});

describe('the history', () => {
  beforeEach(async () => {
    await server.createTable(TABLE, ['eu-west-1', 'eu-west-2']);
    await seedState(table);
  });

  test('says who, when, what, and why, the newest first', async () => {
    await table.change({ ...close(ONE), reason: 'encoder lost', forced: true });
    await clock.advance(61_000);
    await tableOf('bob@desk').change(open(ONE));
    const { entries, replica } = await readHistory(table, { limit: 10 });
    expect(replica).toBe('eu-west-1');
    expect(entries).toEqual([
      {
        at: '2026-01-01T00:01:01.000Z',
        action: 'open',
        domain: ONE,
        region: 'eu-west-1',
        before: { open: false, drained: true },
        after: { open: true, drained: false },
        who: 'bob@desk',
        forced: false,
      },
      {
        at: '2026-01-01T00:00:00.000Z',
        action: 'close',
        domain: ONE,
        region: 'eu-west-1',
        before: { open: true, drained: false },
        after: { open: false, drained: true },
        who: 'ann@laptop',
        why: 'encoder lost',
        forced: true,
      },
    ]);
  });

  test('of one distribution, and only so many', async () => {
    await table.change(close(ONE));
    await clock.advance(1000);
    await table.change(open(ONE));
    await clock.advance(1000);
    await table.change(close(TWO));
    expect((await readHistory(table, { domain: ONE, limit: 1 })).entries).toMatchObject([{ action: 'open' }]);
    expect((await readHistory(table, { limit: 1 })).entries).toMatchObject([{ domain: TWO }]);
  });

  test('has no entry for a change that is not a decision of its own', async () => {
    await table.change({ ...close(ONE), recorded: false });
    expect((await readHistory(table, { limit: 9 })).entries).toEqual([]);
  });
});

describe('with unreachable replicas', () => {
  beforeEach(async () => {
    await server.createTable(TABLE, ['eu-west-1', 'eu-west-2']);
    await seedState(table);
    await Promise.all([replicated(ONE), replicated(TWO)]);
    server.calls.length = 0;
  });

  test('reads everything in one call from the first replica', async () => {
    const { replica, items, unanswered } = await table.read();
    expect({ replica, unanswered, count: items.size }).toEqual({ replica: 'eu-west-1', unanswered: [], count: 2 });
    expect(server.calls).toEqual(['eu-west-1 BatchGetItem']);
  });

  test('asks no other replica while the SDK is being loaded', async () => {
    let loading: Promise<void> | undefined;
    const dynamoDb = async (region: string) => {
      loading ??= clock.sleep(2000);
      await loading;
      return server.clients.dynamoDb(region);
    };
    const clients = { dynamoDb } as unknown as AwsClients;
    const reading = new StateTable({ name: TABLE, regions: REGIONS }, { clients, clock, identity: '' }).read();
    await clock.advance(2000);
    await expect(reading).resolves.toMatchObject({ replica: 'eu-west-1', unanswered: [] });
    expect(server.calls).toEqual(['eu-west-1 BatchGetItem']);
  });

  test('goes to the next replica when the first is broken, and says so', async () => {
    server.broken.add('eu-west-1');
    const { replica, unanswered } = await table.read();
    expect(replica).toBe('eu-west-2');
    expect(unanswered).toEqual([{ region: 'eu-west-1', why: expect.stringContaining('down') }]);
  });

  test('waits for a silent replica once, and asks it last after that', async () => {
    server.hanging.add('eu-west-1');
    const reading = table.read();
    while (server.calls.length === 0) await systemClock.sleep(1);
    await clock.advance(500);
    await expect(reading).resolves.toMatchObject({
      replica: 'eu-west-2',
      unanswered: [{ region: 'eu-west-1', why: 'no answer within 0.5 s' }],
    });
    await expect(table.read()).resolves.toMatchObject({ replica: 'eu-west-2', unanswered: [] });
    await expect(table.change(close(ONE))).resolves.toMatchObject({ changed: true, replica: 'eu-west-2' });
    await replicated(ONE);
    expect(await server.item('eu-west-1', TABLE, ONE)).toMatchObject({ distro_open: { BOOL: false } });
  });

  test('comes back to the first replica after half a minute', async () => {
    server.broken.add('eu-west-1');
    await table.read();
    server.broken.clear();
    await clock.advance(30_001);
    await expect(table.read()).resolves.toMatchObject({ replica: 'eu-west-1' });
  });

  test('says which replicas it asked when none answers', async () => {
    server.broken.add('eu-west-1').add('eu-west-2');
    await expect(table.read()).rejects.toMatchObject({
      code: 'STATE_TABLE_UNREACHABLE',
      message: expect.stringMatching(/eu-west-1: .*eu-west-2: /),
    });
  });

  test('reads a single replica, or says why not', async () => {
    server.broken.add('eu-west-2');
    await expect(table.readFrom('eu-west-1')).resolves.toMatchObject({ replica: 'eu-west-1' });
    await expect(table.readFrom('eu-west-2')).resolves.toEqual({ why: expect.stringContaining('down') });
  });

  test('stops at once when the caller aborts', async () => {
    server.hanging.add('eu-west-1');
    const controller = new AbortController();
    const reading = table.read(controller.signal);
    while (server.calls.length === 0) await systemClock.sleep(1);
    controller.abort(new Error('Interrupted.'));
    await expect(reading).rejects.toThrow('Interrupted.');
    expect(server.calls.some((call) => call.startsWith('eu-west-2'))).toBe(false);
  });
});

test('a missing table names the next step', async () => {
  await expect(table.read()).rejects.toMatchObject({
    code: 'TABLE_MISSING',
    message: expect.stringContaining(TABLE),
    suggestions: [expect.stringContaining('cvs deploy')],
  });
});

test('expired credentials are reported as that, and no other replica is asked', async () => {
  const { AwsClients } = await import('../../../src/lib/aws/aws-clients.js');
  const endpoint = (await (await server.clients.dynamoDb('eu-west-1')).config.endpoint?.()) as { port?: number };
  const clients = new AwsClients({
    endpoint: `http://127.0.0.1:${endpoint.port}`,
    credentials: server.keys.session({ expiresAtMs: 0 }),
  });
  const expired = new StateTable({ name: TABLE, regions: REGIONS }, { clients, clock, identity: 'ann@laptop' });
  await expect(expired.read()).rejects.toMatchObject({ message: expect.stringMatching(/expired/i) });
  await clients.close();
});
