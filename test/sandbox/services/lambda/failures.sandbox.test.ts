import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../../../support/service-server.js';
import { type FunctionServer, REGION, startFunctions } from './deploy-function.js';

let functions: FunctionServer;
let deploy: FunctionServer['deploy'];
let invoke: FunctionServer['invoke'];

beforeAll(async () => {
  functions = await startFunctions();
  ({ deploy, invoke } = functions);
});
afterAll(() => functions.stop());

/** Does what the event names, or counts how often the same environment was called. */
const FAILS = `
  let calls = 0;
  const more = [];
  exports.handler = async ({ how }) => {
    calls += 1;
    if (how === 'throws later') setTimeout(() => { throw new RangeError('too late'); });
    if (how === 'rejects later') Promise.reject(new RangeError('no one waits'));
    if (how === 'exits') process.exit(3);
    if (how === 'exits well') process.exit(0);
    if (how === 'aborts') process.abort();
    if (how === 'ends itself') process.kill(process.pid, 'SIGTERM');
    if (how === 'fills the heap') for (;;) more.push(new Array(10_000).fill(how));
    if (how === 'fills the memory') for (;;) {
      more.push(Buffer.alloc(4_000_000, 1));
      await new Promise((done) => setTimeout(done, 10));
    }
    if (how === 'fills the disk') for (;;) {
      require('fs').appendFileSync(process.env.TMPDIR + '/a', Buffer.alloc(16_000_000));
      await new Promise((done) => setTimeout(done, 10));
    }
    if (how === 'answers too much') return 'x'.repeat(7_000_000);
    if (how === 'babbles') require('fs').writeSync(3, 'no message\\n');
    if (how) await new Promise(() => setTimeout(() => {}, 60_000));
    return calls;
  };`;

test.each([
  ['throws later', 'RangeError', /^too late$/],
  ['rejects later', 'Runtime.UnhandledPromiseRejection', /^RangeError: no one waits$/],
  ['exits', 'Runtime.ExitError', /^RequestId: \S+ Error: Runtime exited with error: exit status 3$/],
  ['exits well', 'Runtime.ExitError', /^RequestId: \S+ Error: Runtime exited without providing a reason$/],
  ['aborts', 'Runtime.ExitError', /^RequestId: \S+ Error: Runtime exited with error: signal: aborted \(core dumped\)$/],
  ['ends itself', 'Runtime.ExitError', /^RequestId: \S+ Error: Runtime exited with error: signal: terminated$/],
  ['fills the heap', 'Runtime.ExitError', /^RequestId: \S+ Error: Runtime exited with error: signal: killed$/],
  ['fills the memory', 'Runtime.ExitError', /^RequestId: \S+ Error: Runtime exited with error: signal: killed$/],
  ['fills the disk', 'Runtime.ExitError', /^RequestId: \S+ Error: Runtime exited with error: signal: killed$/],
  ['babbles', 'Runtime.ExitError', /^RequestId: \S+ Error: Runtime exited with error: signal: killed$/],
])('a function that %s fails as in Lambda, and starts again', async (how, errorType, errorMessage) => {
  const name = how.replaceAll(' ', '-');
  await deploy(name, FAILS, { Timeout: 25 });
  expect((await invoke(name, {})).json).toBe(1);
  const failed = await invoke(name, { how });
  expect(failed.FunctionError).toBe('Unhandled');
  expect(failed.json).toMatchObject({ errorType, errorMessage: expect.stringMatching(errorMessage) });
  expect((await invoke(name, {})).json).toBe(1);
});

test('an answer of more than 6 MB is an error, and the function stays warm', async () => {
  await deploy('large', FAILS);
  expect((await invoke('large', { how: 'answers too much' })).json).toEqual({
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: 'Response payload size (7000002 bytes) exceeded maximum allowed payload size (6291556 bytes).',
  });
  expect((await invoke('large', {})).json).toBe(2);
});

test('what a function does after its timeout does not happen', async () => {
  await deploy(
    'late',
    `exports.handler = async () => {
       await new Promise((done) => setTimeout(done, 1500));
       console.log('still here');
     };`,
    { Timeout: 1 },
  );
  const { json } = await invoke('late', {});
  expect(json).toMatchObject({ errorType: 'Sandbox.Timedout' });
  await new Promise((done) => setTimeout(done, 800));
  expect(functions.server.lambda.logs(REGION, 'late').join('\n')).not.toContain('still here');
});

test('an environment that ended between two invocations is replaced', async () => {
  await deploy(
    'between',
    `exports.handler = async () => { setTimeout(() => process.exit(1), 20); return process.pid; };`,
  );
  const first = (await invoke('between', {})).json as number;
  await eventually(() => !isRunning(first), Boolean);
  expect((await invoke('between', {})).json).not.toBe(first);
});

test.each([
  ['throws at its start', `throw new TypeError('no settings');`, 'TypeError', 'no settings'],
  ['exits at its start', `process.exit(4);`, 'Runtime.ExitError', /Runtime exited with error: exit status 4$/],
  ['needs what it has not', `require('absent');`, 'Runtime.ImportModuleError', /^Error: Cannot find module 'absent'/],
])('a function that %s says so', async (what, source, errorType, errorMessage) => {
  const name = what.replaceAll(' ', '-');
  await deploy(name, source);
  const { json } = await invoke(name, {});
  expect(json).toMatchObject({ errorType, errorMessage: expect.stringMatching(errorMessage) });
});

test('the log has what is printed, in order, and what is written to stderr directly', async () => {
  await deploy(
    'prints',
    `exports.handler = async () => {
       console.log('one');
       process.stdout.write('two\\n');
       console.error('three');
       require('fs').writeSync(2, 'directly\\n');
       await new Promise((done) => setTimeout(done, 50));
     };`,
  );
  const { log } = await invoke('prints', {});
  expect(log).toMatch(/INFO\tone\n[\s\S]*two\n[\s\S]*ERROR\tthree\n/);
  expect(log).toContain('directly');
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
