import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { resourceContext, type ServiceServer, startServices } from '../test/support/service-server.js';
import { atMost, type Figure, median } from './figure.js';

const COLD_STARTS = 10;
const WARM_INVOCATIONS = 2000;
const HANDLER = 'module.exports = { handler: async () => process.pid };';
const THREAD =
  "const { parentPort } = require('worker_threads'); parentPort.on('message', (text) => parentPort.postMessage(JSON.parse(text)))";
const ROLE = 'arn:aws:iam::123456789012:role/any';

/** A request of a viewer as a Lambda@Edge function gets it. */
const EVENT = {
  Records: [
    {
      cf: {
        config: { distributionId: 'E1', eventType: 'origin-request' },
        request: {
          uri: '/720p.m3u8',
          headers: Object.fromEntries(
            Array.from({ length: 12 }, (_, at) => [`x-${at}`, [{ key: `X-${at}`, value: 'x'.repeat(40) }]]),
          ),
        },
      },
    },
  ],
};

/**
 * What a function's process costs in the sandbox: to start it, to call it, and in memory that it shares with none. A
 * bare thread, which would confine nothing, is measured in turns with it.
 */
export default async function functions(): Promise<Figure[]> {
  const server = await startServices();
  try {
    const bundle = readFileSync(new URL('../dist/lambda/playlist-alert-handler.js', import.meta.url), 'utf8');
    const small = await measure(server, 'small', HANDLER);
    // The bundle is there for its size: without its settings it does not start.
    const bundled = await measure(server, 'bundled', `try { ${bundle} } catch {} ${HANDLER}`);
    return [
      { name: 'cold start: a few lines', value: median(small.cold), unit: 'ms' },
      { name: 'cold start: a bundle with an SDK client', value: median(bundled.cold), unit: 'ms' },
      { name: 'start of a bare thread', value: median(small.thread.cold), unit: 'ms' },
      atMost('warm invocation, p50', quantile(small.warm, 0.5), 1, 'ms'),
      { name: 'warm invocation, p99', value: quantile(small.warm, 0.99), unit: 'ms' },
      { name: 'message to a bare thread and back, p50', value: quantile(small.thread.warm, 0.5), unit: 'ms' },
      { name: 'message to a bare thread and back, p99', value: quantile(small.thread.warm, 0.99), unit: 'ms' },
      { name: 'own memory: a few lines', value: small.ownMb, unit: 'MB' },
      { name: 'own memory: a bundle with an SDK client', value: bundled.ownMb, unit: 'MB' },
    ];
  } finally {
    await server.stop();
  }
}

async function measure(server: ServiceServer, name: string, source: string) {
  const cold: number[] = [];
  const warm: number[] = [];
  const thread: { cold: number[]; warm: number[] } = { cold: [], warm: [] };
  const place = { region: 'eu-west-1', timeoutMs: 30_000 };
  let invoke = (): Promise<unknown> => Promise.resolve();
  let ask = invoke;
  let worker: Worker | undefined;
  for (let at = 0; at <= COLD_STARTS; at += 1) {
    const arn = await deploy(server, `${name}-${at}`, source);
    invoke = () => server.lambda.runAtEdge(arn, EVENT, place);
    const coldMs = await timed(invoke);
    await worker?.terminate();
    const started = new Worker(THREAD, { eval: true });
    worker = started;
    ask = async () => {
      started.postMessage(JSON.stringify(EVENT));
      await once(started, 'message');
    };
    const threadMs = await timed(ask);
    // The first function also makes the folder of all.
    if (at > 0) {
      cold.push(coldMs);
      thread.cold.push(threadMs);
    }
  }
  for (let at = 0; at < WARM_INVOCATIONS; at += 1) {
    warm.push(await timed(invoke));
    thread.warm.push(await timed(ask));
  }
  await worker?.terminate();
  return { cold, warm, thread, ownMb: ownMemory(await invoke()) };
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

function quantile(values: readonly number[], part: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * part)] as number;
}

/** MB of a process that are not a file's, such as Node's own, which all processes share. Linux only. */
function ownMemory(pid: unknown): number {
  return Number(/^RssAnon:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

async function deploy(server: ServiceServer, name: string, source: string): Promise<string> {
  const context = resourceContext('us-east-1');
  await server
    .handler('AWS::Lambda::Function')
    .create(
      { FunctionName: name, Runtime: 'nodejs22.x', Handler: 'index.handler', Role: ROLE, Code: { ZipFile: source } },
      context,
    );
  return (await server.handler('AWS::Lambda::Version').create({ FunctionName: name }, context)).physicalId;
}
