import { expect, test } from '@jest/globals';
import { systemClock } from '../../../../src/lib/clock.js';
import { localEnvironment } from '../../../../src/sandbox/environment.js';
import { FunctionLogs } from '../../../../src/sandbox/services/lambda/model/function-logs.js';
import { FunctionRunner } from '../../../../src/sandbox/services/lambda/model/function-runner.js';
import { FunctionStore } from '../../../../src/sandbox/services/lambda/model/function-store.js';

const SETTINGS = {
  handler: 'index.handler',
  runtime: 'nodejs24.x',
  role: 'arn:aws:iam::123456789012:role/any',
  description: '',
  timeout: 3,
  memorySize: 128,
  environment: {},
  architectures: ['x86_64'],
};

test('a sandbox into which code is deployed again and again keeps nothing of the old', async () => {
  const env = localEnvironment({ clock: systemClock, speed: 1, log: () => {}, endpoint: () => 'http://127.0.0.1:1' });
  const store = new FunctionStore(env);
  const runner = new FunctionRunner(env, new FunctionLogs(env));
  const code = (result: number) => {
    const files = { 'index.js': Buffer.from(`exports.handler = async () => ${result};`) };
    return { files, sha256: `${result}`, size: 1 };
  };
  try {
    const record = store.create('eu-west-1', 'again', SETTINGS, code(0), {});
    for (let update = 1; update <= 3; update += 1) {
      const { revisionId } = record.latest;
      store.update(record, SETTINGS, code(update));
      await runner.retire(record.arn, revisionId);
      const options = { region: 'eu-west-1', edge: false, timeoutMs: 3000, event: '{}', requestId: '1' };
      const { outcome } = await runner.run(record, record.latest, options);
      expect(outcome).toEqual({ ok: true, payload: `${update}` });
      expect(runner.pools).toBe(1);
    }
  } finally {
    await runner.close();
  }
});
