import type { Distribution } from '@aws-sdk/client-cloudfront';
import { expect, test } from '@jest/globals';
import type { StackDescription } from '../../../src/lib/cloudformation/describe-stack.js';
import type { Cluster } from '../../../src/lib/cluster/cluster.js';
import { CvsError } from '../../../src/lib/errors.js';
import type { DistributionLook } from '../../../src/lib/parts/copilot/read-distribution.js';
import type { Given } from '../../../src/lib/parts/part.js';
import type { MasterName } from '../../../src/lib/parts/read-master-name.js';
import { streamDistributionsPart } from '../../../src/lib/parts/stream-distributions-part.js';
import { View } from '../../../src/lib/parts/view.js';
import { FakeClock } from '../../support/fake-clock.js';
import { springFinal } from '../../support/spring-final.js';

const NOTHING: Given = { outputsOf: () => ({}) };

/** What a deployment wants of the distributions. @param stacks names of those that stand @param look of the first one */
async function wanted(
  cluster: Cluster,
  aliases: readonly string[] = [],
  stacks: readonly string[] = [],
  look: Partial<DistributionLook> = {},
  masterName?: MasterName,
) {
  const view = new View({ cluster, clock: new FakeClock() } as never);
  view.read = async <T>(key: string): Promise<T> => {
    const [kind, id = '', stackName = ''] = key.split('/');
    if (kind === 'master name') return masterName as T;
    if (kind === 'stack') {
      return (stacks.includes(stackName) ? ({ outputs: {} } as StackDescription) : undefined) as T;
    }
    const member = cluster.regions.find(({ distributionId }) => distributionId === id);
    const distribution = {} as Distribution;
    const well = { aliases, enabled: true, deployed: true, slots: [], unknown: [], distribution };
    return { domain: member?.distributionDomain, ...well, ...(member === cluster.regions[0] ? look : {}) } as T;
  };
  const part = streamDistributionsPart(cluster);
  return part.want(await part.look(view), NOTHING);
}

const aliased: Cluster = {
  ...springFinal,
  regions: springFinal.regions.map((member, index) =>
    index === 0 ? { ...member, distributionPlaylistUrl: 'https://live.example.com/index.m3u8' } : member,
  ),
};

test('a URL with an alias of the distribution is well', async () => {
  expect(await wanted(springFinal)).toEqual({ action: 'unchanged' });
  expect(await wanted(aliased, ['live.example.com'])).toEqual({ action: 'unchanged' });
});

test('a URL with any other host blocks the deployment', async () => {
  expect(await wanted(aliased, ['www.example.com'])).toMatchObject({
    action: 'blocked',
    error: {
      code: 'PLAYLIST_HOST',
      message:
        'distributionPlaylistUrl of eu-west-1 has the host live.example.com, which is not E1A2B3C4D5E6F7: that is d111111abcdef8.cloudfront.net or an alias (www.example.com).',
    },
  });
});

test('a new cluster with too long a name is blocked; one that stands keeps it', async () => {
  const long = { ...springFinal, name: 'championship-of-the-spring-2026' };
  expect(await wanted(long)).toMatchObject({ action: 'blocked', error: { code: 'CLUSTER_NAME' } });
  const stack = 'championship-of-the-spring-2026-stale-playlist-detector';
  expect(await wanted(long, [], [stack])).toEqual({ action: 'unchanged' });
});

const slot = (versionArn?: string) => ({ behavior: 'Default (*)', versionArn });

test('a distribution that cannot carry the copilot blocks the deployment before anything stands', async () => {
  const DistributionConfig = { ConnectionMode: 'tenant-only' };
  const distribution = { DistributionConfig } as unknown as Distribution;
  expect(await wanted(springFinal, [], [], { distribution })).toMatchObject({
    action: 'blocked',
    error: {
      code: 'DISTRIBUTION_UNFIT',
      message:
        'The distribution of eu-west-1 cannot be used: E1A2B3C4D5E6F7 is a multi-tenant distribution (ConnectionMode tenant-only): viewers reach it by the names of its tenants, and not by its own.',
      suggestions: [expect.stringContaining('ConnectionMode direct')],
    },
  });
});

test('settings that cvs does not know block a first attachment before anything stands, and nothing that is attached', async () => {
  const unknown = ['FutureConfig'];
  expect(await wanted(springFinal, [], [], { unknown, slots: [slot()] })).toMatchObject({
    action: 'blocked',
    error: { code: 'UNKNOWN_SETTINGS' },
  });
  expect(await wanted(springFinal, [], [], { unknown })).toEqual({ action: 'unchanged' });
});

test('what may be as meant is told, and does not block', async () => {
  const DistributionConfig = { ContinuousDeploymentPolicyId: 'abc', WebACLId: 'arn:of:acl' };
  const distribution = { DistributionConfig } as unknown as Distribution;
  expect(await wanted(springFinal, [], [], { distribution })).toEqual({
    action: 'unchanged',
    why: 'E1A2B3C4D5E6F7 has the continuous deployment policy abc: its staging distribution serves a share of the viewers, without the copilot; E1A2B3C4D5E6F7 has the web ACL arn:of:acl (see cvs doctor)',
  });
});

// clemsonMakerspace/unified-makerspace issue 172, milliHQ/terraform-aws-next-js issue 373: CloudFront said so after all else.
test('a domain name of the master playlist that cannot be had blocks; what may not be read is told', async () => {
  const masterPlaylist = {
    ...springFinal.masterPlaylist,
    domainName: 'live.example.com',
    certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b',
  };
  const problem = {
    id: 'domain-taken',
    message: 'live.example.com is an alternate domain name of E9 already',
  } as const;
  expect(await wanted({ ...springFinal, masterPlaylist }, [], [], {}, { problem, unseen: [] })).toMatchObject({
    action: 'blocked',
    error: {
      code: 'MASTER_DOMAIN_UNFIT',
      message: 'masterPlaylist.domainName cannot be used: live.example.com is an alternate domain name of E9 already.',
      suggestions: [expect.stringContaining('choose another one in the cluster file')],
    },
  });
  const unseen = [new CvsError({ code: 'ACCESS_DENIED', message: 'Access denied for acm:DescribeCertificate' })];
  expect(await wanted({ ...springFinal, masterPlaylist }, [], [], {}, { unseen })).toEqual({
    action: 'unchanged',
    why: 'not seen: Access denied for acm:DescribeCertificate (see cvs doctor)',
  });
});
