import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { formatCluster } from '../../src/lib/cluster/format.js';
import { cvs } from '../support/cvs/cvs.js';
import { type DeployedSandbox, startDeployedSandbox } from '../support/deployed-sandbox.js';

let deployed: DeployedSandbox;
let cwd: string;

beforeAll(async () => {
  deployed = await startDeployedSandbox('broken', {}, (cluster) => ({
    ...cluster,
    failover: { ...cluster.failover, holdDown: 3 },
  }));
  cwd = await mkdtemp(join(tmpdir(), 'cvs-test-'));
  await writeFile(join(cwd, 'cvs.yaml'), formatCluster(deployed.cluster, 'cluster.schema.json'));
}, 120_000);

afterAll(async () => {
  await deployed.close();
  await rm(cwd, { recursive: true, force: true });
}, 60_000);

const drill = (...args: string[]) => cvs(['drill', ...args], { cwd, endpoint: deployed.sandbox.endpoint });
/** A busy machine makes viewers stall. */
const PATIENT = ['--max-stall', '1m', '--max-switch', '1m', '--max-errors', '1000'];

test('a region that nobody plays from is not closed, and the reason is said once', async () => {
  const run = await drill('--region', 'eu-west-2', '--baseline', '2s', '--viewers', '1');
  expect(run.exitCode).toBe(1);
  const reason = /no viewer plays from eu-west-2, so a drill of it would prove nothing/g;
  expect(run.stderr.match(reason)).toHaveLength(1);
  const { state } = await deployed.table.read();
  expect(state.distributions.map(({ open, drained }) => ({ open, drained }))).toEqual([
    { open: true, drained: false },
    { open: true, drained: false },
  ]);
}, 60_000);

test('a stream is broken only in a sandbox', async () => {
  const run = await cvs(['drill', '--fault', 'freeze'], { cwd });
  expect(run.exitCode).toBe(2);
  expect(run.stderr).toContain('✖ --fault freeze breaks a stream, which only the sandbox can do');
  expect(run.stderr).toContain('→ To rehearse an outage in AWS without touching an encoder: cvs drill --outage');
  const unknown = await drill('--fault', 'flood');
  expect(unknown.exitCode).toBe(2);
  expect(unknown.stderr).toContain('freeze');
}, 30_000);

test('a drill with a fault: the detectors notice, viewers are looked after and come back, and the fault is gone', async () => {
  const run = await drill(
    '--fault',
    'freeze',
    '--duration',
    '20s',
    '--baseline',
    '3s',
    '--viewers',
    '1',
    '--json',
    ...PATIENT,
  );
  const report = run.json();
  expect(report).toMatchObject({
    exercise: 'fault',
    fault: 'freeze',
    region: 'eu-west-1',
    failures: [],
    reopened: true,
  });
  expect(report.steeredAwayMs ?? report.reroutedMs).toBeGreaterThan(0);
  expect(run.exitCode).toBe(0);
  expect(deployed.sandbox.faults.list()).toEqual([]);
}, 180_000);

test('a drill of an outage: the region is served from the other one, players are steered away, and all is taken back', async () => {
  const run = await drill('--outage', '--duration', '8s', '--baseline', '3s', '--viewers', '3', '--json', ...PATIENT);
  expect(run.json()).toMatchObject({
    exercise: 'outage',
    region: 'eu-west-1',
    servedFrom: 'eu-west-2',
    failures: [],
    reopened: true,
  });
  expect(run.exitCode).toBe(0);
  const { state } = await deployed.table.read();
  expect(state.distributions.map(({ drained, reroutedTo }) => ({ drained, reroutedTo }))).toEqual([
    { drained: false, reroutedTo: undefined },
    { drained: false, reroutedTo: undefined },
  ]);
}, 120_000);
