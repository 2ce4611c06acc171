import { expect, test } from '@jest/globals';
import { Queue } from '../../../../src/sandbox/services/sqs/model/queue.js';
import { FakeClock } from '../../../support/fake-clock.js';

test('a dead letter queue that nobody receives from keeps no message beyond its retention period', async () => {
  const clock = new FakeClock();
  const queue = new Queue({ name: 'dead', region: 'eu-west-1', arn: '', url: '' }, clock);
  queue.attributes.MessageRetentionPeriod = '60';
  for (let minute = 0; minute < 100; minute += 1) {
    queue.send({ body: `${minute}` });
    await clock.advance(60_000);
  }
  expect(queue.counts().visible).toBeLessThanOrEqual(2);
});
