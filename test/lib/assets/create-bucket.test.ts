import type { S3Client } from '@aws-sdk/client-s3';
import { beforeEach, expect, test } from '@jest/globals';
import { createBucket } from '../../../src/lib/assets/asset-bucket.js';
import { FakeClock } from '../../support/fake-clock.js';

// aws/aws-cli issues 2593 and 2411: a name is not free at once when its bucket was deleted.
const aborted = () =>
  Object.assign(
    new Error('A conflicting conditional operation is currently in progress against this resource. Please try again.'),
    { name: 'OperationAborted' },
  );

let clock: FakeClock;
let calls: number;

beforeEach(() => {
  clock = new FakeClock();
  calls = 0;
});

/** Creates a bucket where S3 is busy with the name so many times. */
async function create(busy: number): Promise<unknown> {
  const send = async () => {
    calls += 1;
    if (calls <= busy) throw aborted();
    return {};
  };
  const wanted = { s3: { send } as unknown as S3Client, bucket: 'live-eu-west-1', region: 'eu-west-1', owner: '1' };
  const done = createBucket(wanted, {}, clock).then(
    () => 'made',
    (error: unknown) => error,
  );
  await clock.advance(10 * 60_000);
  return done;
}

test('a bucket whose name S3 is still busy with is asked for again', async () => {
  expect(await create(3)).toBe('made');
  expect(calls).toBe(4);
});

test('after two minutes it says when to try again', async () => {
  expect(await create(Number.POSITIVE_INFINITY)).toMatchObject({
    code: 'BUCKET_BUSY',
    message: expect.stringContaining('live-eu-west-1 in eu-west-1'),
    suggestions: [expect.stringMatching(/in an hour/), expect.stringMatching(/assets\.bucketBaseName/)],
  });
  expect(clock.sleeping).toBe(0);
});
