import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { bundle } from '../scripts/bundle-lambdas.js';
import { AwsClients } from '../src/lib/aws/aws-clients.js';
import { systemClock } from '../src/lib/clock.js';
import { startSandbox } from '../src/sandbox/start-sandbox.js';
import { CONFIG, MAP, MASTER, ONE, originRequest, TWO } from '../test/lambda/copilot/events.js';
import { atMost, type Figure, median } from './figure.js';
import { cpuTime } from './support/cpu-time.js';

const REQUESTS = 1000;
const PER_SECOND = 200;
const STARTS = 10;

const driver = fileURLToPath(new URL('./support/drive-handler.cjs', import.meta.url));

type Decisions = readonly { ms: number; read: boolean }[];

interface Measured {
  /** Calls of DynamoDB that were under way during the paced requests, as the sandbox counted them. */
  reads: number;
  /** At 200 a second. */
  paced: Decisions;
  /** One right after the other. */
  warm: Decisions;
}

/**
 * Compares the copilot with a function that reads its item with the SDK on every request, as the older system did: 1,000
 * cache misses at 200 a second, one instance each, with the sandbox as DynamoDB; and the CPU time of the start.
 */
export default async function copilot(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'cvs-bench-'));
  try {
    await bundle([{ in: 'lambda/copilot/index.ts', out: 'copilot' }], folder);
    await bundle([{ in: 'bench/support/get-item-per-request.ts', out: 'standin' }], folder);
    // As the template contains them.
    for (const name of ['copilot', 'standin']) {
      const code = await readFile(join(folder, `${name}.js`), 'utf8');
      await writeFile(
        join(folder, `${name}.js`),
        `const copilotConfig=${JSON.stringify({ ...CONFIG, reroutes: MAP })};\n${code}`,
      );
    }
    const events = Array.from({ length: REQUESTS }, (_, index) => requestOf(index));
    await writeFile(join(folder, 'events.json'), JSON.stringify(events));
    const [ours, theirs] = await measure(folder);
    const starts = startUp(folder);
    const us = (decisions: Decisions, share: number) =>
      percentile(
        decisions.map((one) => one.ms),
        share,
      ) * 1000;
    const remembered = ours.warm.filter((one) => !one.read);
    // The first one is a cold start.
    const [ourPace, theirPace] = [ours.paced.slice(1), theirs.paced.slice(1)];
    return [
      atMost('copilot: reads per 1,000 requests', (ours.reads / REQUESTS) * 1000, 10, 'reads'),
      { name: 'GetItem a request: reads per 1,000 requests', value: (theirs.reads / REQUESTS) * 1000, unit: 'reads' },
      { name: 'copilot: p50 of a remembered decision, warm', value: us(remembered, 0.5), unit: 'µs' },
      atMost('copilot: p99 of a remembered decision, warm', us(remembered, 0.99), 100, 'µs'),
      { name: 'GetItem a request: p50 of a decision, warm', value: us(theirs.warm, 0.5), unit: 'µs' },
      { name: 'GetItem a request: p99 of a decision, warm', value: us(theirs.warm, 0.99), unit: 'µs' },
      { name: 'copilot: p50 at 200 a second, reads included', value: us(ourPace, 0.5), unit: 'µs' },
      { name: 'copilot: p99 at 200 a second, reads included', value: us(ourPace, 0.99), unit: 'µs' },
      { name: 'GetItem a request: p50 at 200 a second', value: us(theirPace, 0.5), unit: 'µs' },
      { name: 'GetItem a request: p99 at 200 a second', value: us(theirPace, 0.99), unit: 'µs' },
      atMost('copilot: CPU to start', starts.copilot, 1.3, '× node -e 0'),
      { name: 'GetItem a request: CPU to start', value: starts.standin, unit: '× node -e 0' },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Mostly playlists and segments of the streams; every tenth is the steering manifest, every tenth the master. */
function requestOf(index: number): object {
  if (index % 10 === 0) return originRequest(MASTER, '/steering.json');
  if (index % 10 === 5) return originRequest(MASTER, '/playlist.m3u8');
  return originRequest(index % 2 ? ONE : TWO, `/out/v1/abc/segment_${index}.m4s`);
}

async function measure(folder: string): Promise<[ours: Measured, theirs: Measured]> {
  let reads = 0;
  const sandbox = await startSandbox({
    port: 0,
    speed: 1_000_000,
    clock: systemClock,
    packageRoot: fileURLToPath(new URL('..', import.meta.url)),
    log: () => {},
    regions: [],
    intercept: ({ headers }) => {
      if (/\.(BatchGetItem|GetItem)$/.test(String(headers['x-amz-target']))) reads += 1;
      return undefined;
    },
  });
  const clients = new AwsClients({ endpoint: sandbox.endpoint, credentials: sandbox.credentials });
  try {
    for (const { region } of CONFIG.members) {
      await (await clients.dynamoDb(region)).send(
        new CreateTableCommand({
          TableName: CONFIG.table,
          AttributeDefinitions: [{ AttributeName: 'domain', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'domain', KeyType: 'HASH' }],
          BillingMode: 'PAY_PER_REQUEST',
        }),
      );
    }
    const drive = async (name: string): Promise<Measured> => {
      reads = 0;
      const args = [driver, join(folder, `${name}.js`), join(folder, 'events.json'), String(PER_SECOND)];
      const { stdout } = await promisify(execFile)(process.execPath, args, {
        maxBuffer: 16 * 1024 * 1024,
        env: {
          AWS_REGION: 'eu-west-1',
          AWS_ENDPOINT_URL: sandbox.endpoint,
          AWS_ACCESS_KEY_ID: sandbox.credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: sandbox.credentials.secretAccessKey,
        },
      });
      const { paced, warm, warmReads } = JSON.parse(stdout) as {
        paced: Decisions;
        warm: Decisions;
        warmReads: number;
      };
      return { reads: reads - warmReads, paced, warm };
    };
    return [await drive('copilot'), await drive('standin')];
  } finally {
    await clients.close();
    await sandbox.close();
  }
}

/** CPU time of loading each bundle, as a ratio to an empty Node process in the same run. */
function startUp(folder: string): { copilot: number; standin: number } {
  const measured = {
    empty: ['-e', '0'],
    copilot: [join(folder, 'copilot.js')],
    standin: [join(folder, 'standin.js')],
  };
  const times: Record<keyof typeof measured, number[]> = { empty: [], copilot: [], standin: [] };
  for (let round = 0; round <= STARTS; round += 1) {
    for (const name of Object.keys(measured) as (keyof typeof measured)[]) {
      const time = cpuTime(measured[name]);
      // The first round warms the caches.
      if (round > 0) times[name].push(time);
    }
  }
  const empty = median(times.empty);
  return { copilot: median(times.copilot) / empty, standin: median(times.standin) / empty };
}

/** The value that `share` of the values do not exceed (nearest rank). */
function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (value === undefined) throw new Error('nothing was measured');
  return value;
}
