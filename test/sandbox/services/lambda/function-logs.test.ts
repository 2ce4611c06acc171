import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { expect, test } from '@jest/globals';
import type { SandboxEnvironment } from '../../../../src/sandbox/environment.js';
import { type Message, readMessages } from '../../../../src/sandbox/services/lambda/model/environment/messages.js';
import { FunctionLogs } from '../../../../src/sandbox/services/lambda/model/function-logs.js';

const logs = () => new FunctionLogs({ log: () => undefined } as unknown as SandboxEnvironment);
const length = (lines: readonly string[]) => lines.reduce((sum, line) => sum + line.length, 0);

test('the newest lines stay, at most so many', () => {
  const kept = logs();
  for (let line = 0; line < 1010; line += 1) kept.add('eu-west-1', 'f', `line ${line}`);
  expect(kept.lines('eu-west-1', 'f')).toHaveLength(1000);
  expect(kept.lines('eu-west-1', 'f').at(-1)).toBe('line 1009');
});

test('a function cannot fill the memory of the sandbox with long lines', () => {
  const kept = logs();
  for (let line = 0; line < 100; line += 1) kept.add('eu-west-1', 'f', String(line).padEnd(262_144, 'x'));
  expect(length(kept.lines('eu-west-1', 'f'))).toBeLessThanOrEqual(4_000_000);
  expect(kept.lines('eu-west-1', 'f').at(-1)?.slice(0, 3)).toBe('99x');
});

test.each([
  [262_144, true],
  [262_145, false],
])('a log event of %d characters is one of the runtime: %s', async (length, isOne) => {
  const read: Message[] = [];
  let garbage = false;
  const channel = Readable.from([`${JSON.stringify({ type: 'log', text: 'x'.repeat(length) })}\n`]);
  readMessages(
    channel,
    (message) => read.push(message),
    () => {
      garbage = true;
    },
  );
  await finished(channel);
  expect(read).toHaveLength(isOne ? 1 : 0);
  expect(garbage).toBe(!isOne);
});
