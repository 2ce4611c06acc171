// A process that tries the seeds that it is sent, a batch at a time.
import { tryBatch } from '../../test/fuzz/batch.js';
import { Pace } from '../../test/fuzz/pace.js';
import { plainWork } from '../../test/fuzz/read-grown.js';

const pace = new Pace({ plain: plainWork, now: () => performance.now() });

process.on('message', async ({ from, to }: { from: number; to: number }) => {
  process.send?.(await tryBatch(from, to, pace));
});
process.send?.('ready');
