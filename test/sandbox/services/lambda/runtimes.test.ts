import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../../src/lib/clock.js';
import { localEnvironment } from '../../../../src/sandbox/environment.js';
import { FunctionStore, RUNTIMES } from '../../../../src/sandbox/services/lambda/model/function-store.js';

const SETTINGS = {
  handler: 'index.handler',
  role: 'arn:aws:iam::123456789012:role/any',
  description: '',
  timeout: 3,
  memorySize: 128,
  environment: {},
  architectures: ['x86_64'],
};

function create(runtime: string) {
  const env = localEnvironment({ clock: systemClock, speed: 1, log: () => {}, endpoint: () => 'http://127.0.0.1:1' });
  const code = { files: {}, sha256: '', size: 1 };
  return new FunctionStore(env).create('us-east-1', 'one', { ...SETTINGS, runtime }, code, {}).latest.settings.runtime;
}

describe('runtimes', () => {
  test.each(RUNTIMES)('%s is taken', (runtime) => {
    expect(create(runtime)).toBe(runtime);
  });

  // data-dot-all/dataall#479
  test.each(['nodejs12.x', 'nodejs18.x'])('%s is refused as one that Lambda had once', (runtime) => {
    expect(() => create(runtime)).toThrow(
      `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions.`,
    );
  });

  test.each(['nodejs26.x', 'nodejs24', 'nodejs23.x'])('%s is refused as one that Lambda does not have', (runtime) => {
    expect(() => create(runtime)).toThrow(`Value ${runtime} at 'runtime' failed to satisfy constraint`);
  });

  test.each(['python3.13', 'provided.al2023'])('%s is refused: the sandbox cannot run it', (runtime) => {
    expect(() => create(runtime)).toThrow(`the runtime ${runtime} is not supported`);
  });
});

describe('the runtime of the templates', () => {
  const root = join(import.meta.dirname, '../../../..');
  const runtimes = readdirSync(join(root, 'templates')).flatMap((name) =>
    [...readFileSync(join(root, 'templates', name), 'utf8').matchAll(/^ *Runtime: (.+)$/gm)].map(([, one]) => one),
  );

  test('is the newest that Lambda@Edge has, for every function', () => {
    expect(runtimes).toEqual(Array(3).fill(RUNTIMES.at(-1)));
  });

  test('is a Node.js on which the whole job is run before a change lands', () => {
    const number = /\d+/.exec(runtimes[0] ?? '')?.[0];
    expect(readFileSync(join(root, '.ci/run'), 'utf8')).toContain(`check-package.js --node ${number}`);
  });
});
