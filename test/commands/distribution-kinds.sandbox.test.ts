import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { formatCluster } from '../../src/lib/cluster/format.js';
import { cvs } from '../support/cvs/cvs.js';
import { type DeployedSandbox, startDeployedSandbox } from '../support/deployed-sandbox.js';

let deployed: DeployedSandbox;
let folder: string;
let before: DistributionConfig;

beforeAll(async () => {
  deployed = await startDeployedSandbox('kinds');
  folder = await mkdtemp(join(tmpdir(), 'cvs-kinds-'));
  await writeFile(join(folder, 'cvs.yaml'), formatCluster(deployed.cluster, 'schema.json'));
  before = structuredClone(distribution().config);
});
afterAll(async () => {
  await deployed.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => become({}));

const run = (...args: string[]) => cvs(args, { cwd: folder, endpoint: deployed.sandbox.endpoint });
const distribution = () =>
  deployed.sandbox.cloudFront.distributions.get(deployed.sandbox.streams[0]?.distributionId ?? '');

interface Report {
  checks: { findings: { id?: string; message: string }[] }[];
}

/** Makes the first stream's distribution another one, at its edge too: no update could make it of some of these kinds. */
function become(more: object, behavior: object = {}): void {
  const one = distribution();
  const config = structuredClone({ ...before, ...more }) as DistributionConfig;
  Object.assign(config.DefaultCacheBehavior ?? {}, behavior);
  one.config = config;
  one.edge.apply({ distributionId: one.id, distributionArn: one.arn, domainName: one.domainName }, config);
}

const noFunction = { LambdaFunctionAssociations: { Quantity: 0 } };
const page = { ErrorCode: 404, ResponsePagePath: '/404.html', ResponseCode: '404', ErrorCachingMinTTL: 1 };

const KINDS: readonly [kind: string, more: object, behavior: object, finding: string, words: RegExp][] = [
  ['multi-tenant', { ConnectionMode: 'tenant-only' }, {}, 'distribution-multi-tenant', /ConnectionMode tenant-only/],
  ['staging', { Staging: true }, {}, 'distribution-staging', /Staging true/],
  ['with gRPC', {}, { GrpcConfig: { Enabled: true } }, 'behavior-grpc', /Default \(\*\) of \S+ takes gRPC requests/],
  [
    'with a page for 404',
    { CustomErrorResponses: { Quantity: 1, Items: [page] } },
    {},
    'not-found-rewritten',
    /the page \/404\.html/,
  ],
  [
    'with settings of the future',
    { FutureConfig: { Mode: 'strict' } },
    {},
    'settings-unknown',
    /not know: FutureConfig/,
  ],
];

describe('a distribution that cannot carry the copilot', () => {
  test.each(KINDS)(
    '%s: plan and deploy refuse it before anything is changed',
    async (_kind, more, behavior, _id, words) => {
      become(more, { ...noFunction, ...behavior });
      const { generation } = distribution();
      const [plan, deploy] = [await run('plan'), await run('deploy', '--yes')];
      expect(plan.stdout).toMatch(new RegExp(`Check the stream distributions\\s+blocked: [^]*${words.source}`));
      expect(deploy.exitCode).toBe(1);
      expect(deploy.stderr.replace(/\s+/g, ' ')).toMatch(words);
      expect(distribution().generation).toBe(generation);
    },
    60_000,
  );

  test('doctor names each kind, and status that the copilot is gone', async () => {
    const [more, behavior] = [1, 2].map((part) => Object.assign({}, ...KINDS.map((kind) => kind[part])));
    become(more, { ...noFunction, ...behavior });
    const { checks } = (await run('doctor', '--json')).json() as unknown as Report;
    const found = checks.flatMap(({ findings }) => findings);
    for (const [, , , id, words] of KINDS) {
      expect(found).toContainEqual(expect.objectContaining({ id, message: expect.stringMatching(words) }));
    }
    expect((await run('status')).stdout).toMatch(/absent/);
  }, 60_000);
});
