import { expect, test } from '@jest/globals';
import { localEnvironment } from '../../../../src/sandbox/environment.js';
import { Replication } from '../../../../src/sandbox/services/dynamodb/model/replication.js';
import { FakeClock } from '../../../support/fake-clock.js';

const REPLICAS = ['eu-west-1', 'eu-west-2'];
const key = (id: number) => ({ domain: { S: `${id}` } });

function start() {
  const clock = new FakeClock();
  const env = localEnvironment({ clock, speed: 1, log: () => {}, endpoint: () => '' });
  const applied: string[] = [];
  const replication = new Replication(env, {
    delayMs: 700,
    apply: async (region, _table, { domain }, image, newer) => {
      if (newer()) applied.push(`${region} ${JSON.stringify(domain)} ${JSON.stringify(image?.v)}`);
    },
  });
  const write = (from: string, id: number, value: number) =>
    replication.written(from, REPLICAS, 'state', key(id), { ...key(id), v: { N: `${value}` } });
  return { clock, replication, applied, write };
}

test('nothing is kept of the writes that have arrived everywhere', async () => {
  const { clock, replication, applied, write } = start();
  for (let id = 0; id < 100; id += 1) write('eu-west-1', id, 1);
  expect(replication.itemsUnderWay).toBe(100);
  await clock.advance(700);
  expect(applied).toHaveLength(100);
  expect(replication.itemsUnderWay).toBe(0);
});

test('of two writes at the same moment the later one stays, and nothing is kept of either', async () => {
  const { clock, replication, applied, write } = start();
  write('eu-west-1', 1, 1);
  write('eu-west-2', 1, 2);
  await clock.advance(700);
  expect(applied).toEqual(['eu-west-1 {"S":"1"} {"N":"2"}']);
  expect(replication.itemsUnderWay).toBe(0);
});

test('for a region that is cut off only the last write of each item waits', async () => {
  const { clock, replication, applied, write } = start();
  replication.isolate('eu-west-2', true);
  for (let value = 0; value < 100; value += 1) write('eu-west-1', 1, value);
  write('eu-west-1', 2, 7);
  await clock.advance(700);
  expect(applied).toEqual([]);
  replication.isolate('eu-west-2', false);
  await clock.advance(0);
  expect(applied).toEqual(['eu-west-2 {"S":"1"} {"N":"99"}', 'eu-west-2 {"S":"2"} {"N":"7"}']);
  expect(replication.itemsUnderWay).toBe(0);
});
