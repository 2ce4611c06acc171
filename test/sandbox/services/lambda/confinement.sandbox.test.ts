import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { resourceContext } from '../../../support/service-server.js';
import { type FunctionServer, REGION, startFunctions } from './deploy-function.js';

/** Runs the code that the event holds, and says what it returned or why it could not. */
const RUNS_ANYTHING = `
  const AsyncFunction = (async () => {}).constructor;
  exports.handler = async ({ code }) => {
    try {
      return { value: (await new AsyncFunction('require', code)(require)) ?? null };
    } catch (error) {
      return { refused: error.code ?? error.message };
    }
  };`;

let functions: FunctionServer;
/** A folder of the user's, with a secret in it. */
let home: string;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'user-'));
  writeFileSync(join(home, 'secret'), 'secret');
  process.env.USERS_SECRET = 'secret';
  functions = await startFunctions();
  await functions.deploy('any', RUNS_ANYTHING, { Environment: { Variables: { STAGE: 'test', NODE_OPTIONS: '-r x' } } });
});
afterAll(async () => {
  await functions.stop();
  delete process.env.USERS_SECRET;
  rmSync(home, { recursive: true });
});

async function run(code: string): Promise<{ value?: unknown; refused?: string }> {
  return (await functions.invoke('any', { code })).json;
}

const DENIED = { refused: 'ERR_ACCESS_DENIED' };
const path = (...names: string[]) => JSON.stringify(join(...names));

test.each([
  ['read /etc/passwd', () => `return require('fs').readFileSync('/etc/passwd', 'utf8');`],
  ['read it by the promise API', () => `return require('fs/promises').readFile('/etc/passwd', 'utf8');`],
  ['read it through its /proc', () => `return require('fs').readFileSync('/proc/self/root/etc/passwd', 'utf8');`],
  [
    'read it by a way that leads out of its /tmp',
    () => {
      return `return require('fs').readFileSync(process.env.TMPDIR + '/../../../../../../etc/passwd');`;
    },
  ],
  ['link to it from its /tmp', () => `require('fs').symlinkSync('/etc/passwd', process.env.TMPDIR + '/passwd');`],
  ["list the user's home", () => `return require('fs').readdirSync(${path(homedir())});`],
  ["read the user's files", () => `return require('fs').readFileSync(${path(home, 'secret')}, 'utf8');`],
  ["write the user's files", () => `require('fs').writeFileSync(${path(home, 'secret')}, 'x');`],
  ["write to the machine's /tmp", () => `require('fs').writeFileSync('/tmp/of-a-function', 'x');`],
  ['change its own code', () => `require('fs').writeFileSync(process.env.LAMBDA_TASK_ROOT + '/index.js', 'x');`],
  ['add to its own code', () => `require('fs').writeFileSync(process.env.LAMBDA_TASK_ROOT + '/more.js', 'x');`],
  ['change the runtime', () => `require('fs').writeFileSync(process.env.LAMBDA_RUNTIME_DIR + '/bootstrap.cjs', 'x');`],
  ['see the folders of other functions', () => `return require('fs').readdirSync(process.env.TMPDIR + '/../..');`],
  ['start a program', () => `return require('child_process').execSync('id').toString();`],
  ['start a thread', () => `new (require('worker_threads').Worker)('0', { eval: true });`],
  ['open the inspector', () => `require('inspector').open(0);`],
  ['reach bindings of Node.js', () => `return process.binding('fs');`],
  ['stop the sandbox', () => `process.kill(process.ppid, 'SIGKILL');`],
  ['ask whether a process is there', () => `process.kill(process.ppid, 0);`],
  [
    'send signals to the sandbox as if it were itself',
    () => `Object.defineProperty(process, 'pid', { value: process.ppid }); process.kill(process.ppid, 0);`,
  ],
  ['make the sandbox open its inspector', () => `process._debugProcess(process.ppid);`],
  ['set flags of V8', () => `require('v8').setFlagsFromString('--prof');`],
  ['write trace files', () => `require('trace_events').createTracing({ categories: ['node'] }).enable();`],
  ['write a heap snapshot', () => `require('v8').writeHeapSnapshot(${path(home, 'heap')});`],
  ['slow other processes down', () => `require('os').setPriority(process.ppid, 19);`],
  ['have a report written when it fails', () => `process.report.reportOnFatalError = true;`],
  ['write a report', () => `process.report.writeReport(${path(home, 'report')});`],
])('a function cannot %s', async (_what, code) => {
  expect(await run(code())).toEqual(DENIED);
});

test('a function cannot load native code or open databases by their path', async () => {
  expect(await run(`process.dlopen({ exports: {} }, '/lib/x86_64-linux-gnu/libc.so.6');`)).toEqual({
    refused: 'ERR_DLOPEN_DISABLED',
  });
  expect(await run(`new (require('node:sqlite').DatabaseSync)(${path(home, 'db')});`)).toEqual({
    refused: expect.any(String),
  });
});

test('a function cannot talk to Unix sockets of the machine', async () => {
  const socket = join(home, 'socket');
  const listener = createServer((connection) => connection.end('hello')).listen(socket);
  const tries = [
    `require('net').connect(${path(socket)});`,
    `require('net').connect({ path: ${path(socket)} });`,
    `const net = await import('node:net'); net.createConnection(${path(socket)});`,
    `await new Promise((done, fail) => require('http').get({ socketPath: ${path(socket)}, path: '/' }, done).on('error', fail));`,
    // A path that is there only from a later look at it on.
    `for (const late of [3, 2, 1, 0]) {
       let looks = 0;
       try {
         const options = { get path() { return looks++ < late ? undefined : ${path(socket)}; } };
         await require('events').once(require('net').connect(options), 'connect');
         return 'connected';
       } catch (error) {
         if (error.code !== 'ERR_MISSING_ARGS') throw error;
       }
     }`,
  ];
  for (const code of tries) expect(await run(code)).toEqual(DENIED);
  expect(await run(`require('net').createServer().listen(${path(home, 'of-a-function')});`)).toEqual(DENIED);
  expect(await run(`require('net')._createServerHandle(${path(home, 'of-a-function')}, -1, -1);`)).toEqual(DENIED);
  expect(readdirSync(home)).not.toContain('of-a-function');
  await new Promise((done) => listener.close(done));
});

test('a function has the environment that Lambda gives, and no variable of the user', async () => {
  const { value } = await run('return process.env;');
  const text = expect.any(String);
  expect(value).toEqual({
    _HANDLER: 'index.handler',
    AWS_ACCESS_KEY_ID: text,
    AWS_DEFAULT_REGION: REGION,
    AWS_ENDPOINT_URL: functions.server.endpoint,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
    AWS_LAMBDA_FUNCTION_NAME: 'any',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/any',
    AWS_LAMBDA_LOG_STREAM_NAME: text,
    AWS_REGION: REGION,
    AWS_SECRET_ACCESS_KEY: text,
    AWS_SESSION_TOKEN: text,
    LAMBDA_RUNTIME_DIR: text,
    LAMBDA_TASK_ROOT: text,
    LANG: 'en_US.UTF-8',
    NODE_OPTIONS: '-r x',
    PATH: '/usr/local/bin:/usr/bin/:/bin:/opt/bin',
    STAGE: 'test',
    TMPDIR: text,
    TZ: ':UTC',
  });
});

test('at an edge a function has the reserved variables only', async () => {
  const { server, deploy } = functions;
  await deploy('edge', RUNS_ANYTHING, { Environment: { Variables: { STAGE: 'test' } } }, 'us-east-1');
  const context = resourceContext('us-east-1');
  const { physicalId } = await server.handler('AWS::Lambda::Version').create({ FunctionName: 'edge' }, context);
  const place = { region: 'ap-south-1', timeoutMs: 5000 };
  const result = await server.lambda.runAtEdge(physicalId, { code: 'return process.env;' }, place);
  const { value } = result as { value: Record<string, string> };
  expect(value).toMatchObject({ AWS_REGION: 'ap-south-1', AWS_LAMBDA_FUNCTION_NAME: 'edge' });
  expect(value).not.toHaveProperty('STAGE');
  expect(value).not.toHaveProperty('USERS_SECRET');
});

test('a function reads its package, and writes and reads its own /tmp', async () => {
  const code = `
    const fs = require('fs');
    fs.writeFileSync(require('os').tmpdir() + '/state', 'kept');
    return {
      cwd: process.cwd() === process.env.LAMBDA_TASK_ROOT,
      task: fs.readdirSync('.'),
      tmp: fs.readFileSync(process.env.TMPDIR + '/state', 'utf8'),
    };`;
  expect(await run(code)).toEqual({ value: { cwd: true, task: ['index.js'], tmp: 'kept' } });
});

test('a function does not see what another one wrote to /tmp', async () => {
  await functions.deploy('other', RUNS_ANYTHING);
  const { value } = await run(
    `require('fs').writeFileSync(process.env.TMPDIR + '/a', 'a'); return process.env.TMPDIR;`,
  );
  const code = `return require('fs').readFileSync(${JSON.stringify(value)} + '/a', 'utf8');`;
  expect((await functions.invoke('other', { code })).json).toEqual(DENIED);
});

test.each([
  [
    'CommonJS in a folder',
    'src/index.handler',
    { 'src/index.js': `exports.handler = async () => require('./two.js');`, 'src/two.js': 'module.exports = 2;' },
    2,
  ],
  [
    'an ES module',
    'index.handler',
    {
      'index.mjs': `import two from './two.mjs'; export const handler = async () => two;`,
      'two.mjs': 'export default 2;',
    },
    2,
  ],
  [
    'an ES module by its package.json',
    'index.handler',
    {
      'package.json': '{"type":"module"}',
      'index.js': `export const handler = async () => import.meta.url.startsWith('file:');`,
    },
    true,
  ],
])('runs %s', async (what, handler, sources, answer) => {
  const name = what.replaceAll(/\W/g, '');
  const files = Object.fromEntries(Object.entries(sources).map(([file, text]) => [file, strToU8(text)]));
  const bucket = `${name.toLowerCase()}-bucket`;
  functions.server.s3.createBucket(REGION, bucket).put('package.zip', Buffer.from(zipSync(files)), {}, 0);
  await functions.deploy(name, '', { Handler: handler, Code: { S3Bucket: bucket, S3Key: 'package.zip' } });
  expect((await functions.invoke(name, {})).json).toBe(answer);
});

test.each(['../out.js', 'a/../../out.js', '/etc/out.js', 'a\\..\\out.js'])(
  'refuses a package whose path %j leads out of it',
  async (path) => {
    const zip = zipSync({ 'index.js': strToU8(''), [path]: strToU8('') });
    const bucket = functions.server.s3.buckets().find(({ name }) => name === 'slips');
    (bucket ?? functions.server.s3.createBucket(REGION, 'slips')).put('package.zip', Buffer.from(zip), {}, 0);
    const code = { Code: { S3Bucket: 'slips', S3Key: 'package.zip' } };
    await expect(functions.deploy('slips', '', code)).rejects.toThrow(/Could not unzip uploaded file.*leads out of/);
  },
);

test('refuses a package of more than 250 MB unzipped', async () => {
  const zip = Buffer.from(zipSync({ 'index.js': strToU8('') }));
  // The unzipped size in the central directory, as a package of that size would have it.
  zip.writeUInt32LE(262_144_001, zip.indexOf('PK\x01\x02') + 24);
  functions.server.s3.createBucket(REGION, 'bombs').put('package.zip', zip, {}, 0);
  await expect(functions.deploy('bomb', '', { Code: { S3Bucket: 'bombs', S3Key: 'package.zip' } })).rejects.toThrow(
    'Unzipped size must be smaller than 262144000 bytes',
  );
});
