import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cvsProcess, packageRoot } from '../support/cvs/cvs.js';
import { type DeployedSandbox, startDeployedSandbox } from '../support/deployed-sandbox.js';
import { writeSandboxCluster } from '../support/sandbox-cluster.js';

let deployed: DeployedSandbox;
let cwd: string;

beforeAll(async () => {
  deployed = await startDeployedSandbox('wrong-clock');
  cwd = await mkdtemp(join(tmpdir(), 'cvs-test-'));
  await writeSandboxCluster(deployed.sandbox, 'wrong-clock', cwd);
}, 120_000);

afterAll(async () => {
  await deployed.close();
  await rm(cwd, { recursive: true, force: true });
}, 60_000);

const PRELOADED = pathToFileURL(join(packageRoot, 'test/support/cvs/wrong-clock.mjs')).href;

/** Runs a failover command on a machine whose clock is ahead by so much. */
async function failover(aheadMs: number, ...args: string[]) {
  const env = { NODE_OPTIONS: `--import=${PRELOADED}`, CLOCK_AHEAD_MS: String(aheadMs) };
  const run = await cvsProcess(['failover', ...args, '--json'], { cwd, endpoint: deployed.sandbox.endpoint, env });
  return { ...run, result: run.json() };
}

test.each([
  ['ten minutes behind', -600_000],
  ['ten minutes ahead', 600_000],
])(
  'a laptop whose clock is %s closes, opens and closes the other region like any other, and is told',
  async (_, aheadMs) => {
    const begunMs = Date.now();
    const closed = await failover(aheadMs, 'close', 'eu-west-1', '--now', '--for', '10m', '--reason', 'encoder lost');
    expect(closed.result).toMatchObject({ outcome: 'closed' });
    expect(closed.exitCode).toBe(0);
    expect(closed.stderr).toMatch(/The clock of this machine is .* (ahead|behind)/);
    // Ten minutes from now, by the replicas' clock.
    const endMs = Number(closed.result.closedUntil) * 1000;
    expect(endMs).toBeGreaterThan(begunMs + 600_000);
    expect(endMs).toBeLessThan(Date.now() + 610_000);

    expect((await failover(aheadMs, 'open', 'eu-west-1')).result).toMatchObject({ outcome: 'open' });
    const history = await failover(aheadMs, 'history', '--limit', '1');
    const [entry] = (history.result as { entries?: { at: string }[] }).entries ?? [];
    expect(Math.abs(Date.parse(entry?.at ?? '') - Date.now())).toBeLessThan(60_000);

    // Its opening, of a clock that is ahead, does not keep a close of the other region from beginning.
    if (aheadMs < 0) return;
    expect((await failover(0, 'close', 'eu-west-2', '--now')).result).toMatchObject({ outcome: 'closed' });
    expect((await failover(0, 'open', 'eu-west-2')).result).toMatchObject({ outcome: 'open' });
  },
  180_000,
);
