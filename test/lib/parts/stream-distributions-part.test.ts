import type { Distribution } from '@aws-sdk/client-cloudfront';
import { expect, test } from '@jest/globals';
import type { StackDescription } from '../../../src/lib/cloudformation/describe-stack.js';
import type { Cluster } from '../../../src/lib/cluster/cluster.js';
import type { Given } from '../../../src/lib/parts/part.js';
import { streamDistributionsPart } from '../../../src/lib/parts/stream-distributions-part.js';
import { View } from '../../../src/lib/parts/view.js';
import { FakeClock } from '../../support/fake-clock.js';
import { springFinal } from '../../support/spring-final.js';

const NOTHING: Given = { outputsOf: () => ({}) };

/** What a deployment wants of the distributions. @param stacks names of those that stand */
async function wanted(cluster: Cluster, aliases: readonly string[] = [], stacks: readonly string[] = []) {
  const view = new View({ cluster, clock: new FakeClock() } as never);
  view.read = async <T>(key: string): Promise<T> => {
    const [kind, id = '', stackName = ''] = key.split('/');
    if (kind === 'stack') {
      return (stacks.includes(stackName) ? ({ outputs: {} } as StackDescription) : undefined) as T;
    }
    const member = cluster.regions.find(({ distributionId }) => distributionId === id);
    const distribution = {} as Distribution;
    return { domain: member?.distributionDomain, aliases, enabled: true, deployed: true, slots: [], distribution } as T;
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
