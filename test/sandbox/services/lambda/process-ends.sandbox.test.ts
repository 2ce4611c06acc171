import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, jest, test } from '@jest/globals';
import { createRole, eventually, resourceContext } from '../../../support/service-server.js';
import { startTestSandbox } from '../../../support/test-sandbox.js';
import { REGION, startFunctions } from './deploy-function.js';

/** Says who runs it, and where it may write. */
const WHO = `exports.handler = async ({ wait = 0 }) => {
  await new Promise((done) => setTimeout(done, wait));
  return [process.pid, process.env.TMPDIR];
};`;

type Who = [pid: number, folder: string];

function isRunning([pid]: Who): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('nothing of a function is left when its sandbox is killed, not even an endless loop', async () => {
  const script = fileURLToPath(new URL('functions-process.ts', import.meta.url));
  const sandbox = spawn(process.execPath, ['--import', 'tsx', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface(sandbox.stdout), 'line');
  const running = JSON.parse(line) as Who[];
  expect(running.map(isRunning)).toEqual([true, true]);
  sandbox.kill('SIGKILL');
  await eventually(
    () => running.filter(isRunning),
    (left) => left.length === 0,
  );
  await eventually(
    () => running.filter(([, folder]) => existsSync(folder)),
    (left) => left.length === 0,
  );
});

test('nothing is left when the sandbox is closed, and what runs fails', async () => {
  const { deploy, invoke, stop, server } = await startFunctions();
  await deploy('who', WHO);
  const who = (await invoke('who', {})).json as Who;
  const running = server.lambda.invoke('who', { wait: 20_000 }, { region: REGION });
  await stop();
  expect(JSON.parse((await running).payload)).toMatchObject({ errorType: 'Runtime.ExitError' });
  expect([isRunning(who), existsSync(who[1])]).toEqual([false, false]);
});

test('a reset ends the functions, and the sandbox runs new ones', async () => {
  const sandbox = await startTestSandbox();
  const ask = async () => {
    const code = { ZipFile: WHO };
    const role = 'arn:aws:iam::123456789012:role/any';
    await createRole(sandbox.services);
    const handler = sandbox.services.resources.find(({ type }) => type === 'AWS::Lambda::Function');
    await handler?.create(
      { FunctionName: 'who', Runtime: 'nodejs24.x', Handler: 'index.handler', Role: role, Code: code },
      resourceContext(REGION),
    );
    return JSON.parse((await sandbox.services.lambda.invoke('who', {}, { region: REGION })).payload) as Who;
  };
  const before = await ask();
  await sandbox.reset();
  expect([isRunning(before), existsSync(before[1])]).toEqual([false, false]);
  const after = await ask();
  expect(isRunning(after)).toBe(true);
  await sandbox.close();
  expect([isRunning(after), existsSync(after[1])]).toEqual([false, false]);
});

test('deleting a function ends its processes', async () => {
  const { deploy, invoke, stop, server } = await startFunctions();
  await deploy('who', WHO);
  const who = (await invoke('who', {})).json as Who;
  await server.handler('AWS::Lambda::Function').delete('who', {}, resourceContext(REGION));
  expect([isRunning(who), existsSync(who[1])]).toEqual([false, false]);
  await stop();
});

test('a process in which nothing was invoked for five minutes ends', async () => {
  const { deploy, stop, server } = await startFunctions();
  await deploy('who', WHO);
  const ask = async () => JSON.parse((await server.lambda.invoke('who', {}, { region: REGION })).payload) as Who;
  jest.useFakeTimers({ doNotFake: ['Date', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate'] });
  try {
    const who = await ask();
    jest.advanceTimersByTime(4 * 60_000);
    expect(await ask()).toEqual(who);
    jest.advanceTimersByTime(4 * 60_000);
    expect(await ask()).toEqual(who);
    jest.advanceTimersByTime(5 * 60_000);
    jest.useRealTimers();
    await eventually(
      () => isRunning(who),
      (running) => !running,
    );
    expect(await ask()).not.toEqual(who);
  } finally {
    jest.useRealTimers();
    await stop();
  }
});
