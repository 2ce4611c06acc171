import { beforeEach, describe, expect, test } from '@jest/globals';
import type { AwsClients } from '../../../../src/lib/aws/aws-clients.js';
import { deleteGlobalTable } from '../../../../src/lib/parts/retained-data/delete-data.js';
import { FakeClock } from '../../../support/fake-clock.js';

const named = (name: string, message: string) => Object.assign(new Error(message), { name });
const gone = () => named('ResourceNotFoundException', 'Requested resource not found');
// The words are in go-to-k/cdkd issue 1442.
const isSource = () =>
  named(
    'ValidationException',
    'Replica cannot be deleted because it has acted as a source region for new replica(s) being added to the table in the last 24 hours.',
  );

let clock: FakeClock;
/** Regions in the order in which a deletion was accepted. */
let deleted: string[];

beforeEach(() => {
  clock = new FakeClock();
  deleted = [];
});

/** A global table whose replicas were made from one region; a replica is gone 20 s after it was deleted. */
function table(replicas: readonly string[], source: string, takesMs = 20_000) {
  const until = new Map(replicas.map((region) => [region, Number.POSITIVE_INFINITY]));
  const stands = (region: string) => clock.monotonic() < (until.get(region) ?? 0);
  const answer = (region: string) => {
    if (!stands(region)) throw gone();
    if (until.get(region) !== Number.POSITIVE_INFINITY) throw named('ResourceInUseException', 'being deleted');
    if (region === source && replicas.some((one) => one !== region && stands(one))) throw isSource();
    until.set(region, clock.monotonic() + takesMs);
    deleted.push(region);
    return {};
  };
  const clients = { dynamoDb: async (region: string) => ({ send: async () => answer(region) }) };
  return clients as unknown as AwsClients;
}

async function run(clients: AwsClients, regions: readonly string[]): Promise<unknown> {
  const context = { clients, clock, random: () => 0.5, signal: new AbortController().signal };
  const done = deleteGlobalTable(context, regions, 'spring-final').then(
    () => 'done',
    (error: unknown) => error,
  );
  await clock.advance(40 * 60_000);
  return done;
}

// "Deleting a global table replica", Amazon DynamoDB Developer Guide.
describe('a replica that others were made from in the last day', () => {
  test('is deleted when the others are gone, as the source is still told of them for a while', async () => {
    expect(await run(table(['eu-west-1', 'eu-west-2'], 'eu-west-1'), ['eu-west-1', 'eu-west-2'])).toBe('done');
    expect(deleted).toEqual(['eu-west-2', 'eu-west-1']);
  });

  test('is found out where it is not in the first region', async () => {
    expect(await run(table(['eu-west-1', 'eu-west-2'], 'eu-west-2'), ['eu-west-1', 'eu-west-2'])).toBe('done');
    expect(deleted).toEqual(['eu-west-1', 'eu-west-2']);
  });

  test('is named, with what to do, where a replica stands that the cluster file does not know', async () => {
    const clients = table(['eu-west-1', 'eu-west-2', 'us-west-2'], 'eu-west-1');
    expect(await run(clients, ['eu-west-1', 'eu-west-2'])).toMatchObject({
      code: 'TABLE_IS_SOURCE',
      message: expect.stringContaining('spring-final in eu-west-1'),
      suggestions: [expect.stringContaining('Table.Replicas'), expect.stringContaining('delete-table')],
    });
    expect(deleted).toEqual(['eu-west-2']);
  });
});

test('a table that does not go says so', async () => {
  const clients = table(['eu-west-1'], 'eu-west-1', 60 * 60_000);
  expect(await run(clients, ['eu-west-1'])).toMatchObject({ code: 'TABLE_NOT_DELETED' });
});

test('another refusal ends it at once', async () => {
  const clients = { dynamoDb: async () => ({ send: () => Promise.reject(named('ValidationException', 'protected')) }) };
  expect(await run(clients as unknown as AwsClients, ['eu-west-1'])).toMatchObject({ message: /protected/ });
});
