import type { ClusterStatus, RegionStatus } from '../../../src/lib/status/cluster-status.js';

/** The status of a cluster of two regions without any problem. */
export function calmStatus(at = '2026-01-31T14:03:59.000Z'): ClusterStatus {
  const regions = ['eu-west-1', 'eu-west-2'].map(
    (region, index): RegionStatus => ({
      region,
      distributionDomain: `d${index + 1}11111abcdef8.cloudfront.net`,
      stacks: [{ stackName: 's', region, template: 't', status: { known: true, value: 'CREATE_COMPLETE' } }],
      distribution: {
        known: true,
        value: { enabled: true, deployed: true, copilot: 'attached', version: '4', latestVersion: '4' },
      },
      serving: { known: true, value: { state: 'open', servesNevertheless: false } },
      freshness: { known: true, value: { freshness: 'fresh', ageS: 12, observers: [] } },
      masterPlaylist: { known: true, value: { status: 'current', detail: '' } },
    }),
  );
  return {
    cluster: 'spring-final',
    at,
    regions,
    sharedStacks: [],
    masterPlaylistUrl: { known: true, value: 'https://d333333abcdef8.cloudfront.net/playlist.m3u8' },
    steering: { known: true, value: ['eu-west-1', 'eu-west-2'] },
    history: {
      known: true,
      value: [1, 2, 3, 4, 5].map((minute) => ({
        at: `2026-01-31T14:0${minute}:00.000Z`,
        action: 'close',
        domain: 'd1',
        region: 'eu-west-1',
        before: { open: true, drained: false },
        after: { open: false, drained: true, closedUntil: Date.UTC(2026, 0, 31, 14, 20) / 1000 },
        who: 'ann@laptop',
        why: 'encoder restart',
        forced: false,
      })),
    },
    replicas: regions.map(({ region }) => ({ region, answer: { known: true, value: 'current' } })),
    liveEdges: regions.map(({ region }) => ({ region, edge: { known: true, value: { sequence: 4711, lagS: 2.4 } } })),
    stateTable: { known: true, value: { replica: 'eu-west-1', unanswered: [] } },
  };
}

/** Several problems: one region closed for a time, the other outside cvs, and a replica that does not answer. */
export function stressedStatus(): ClusterStatus {
  const status = calmStatus();
  const [one, two] = status.regions as [RegionStatus, RegionStatus];
  const until = Date.UTC(2026, 0, 31, 14, 20) / 1000;
  return {
    ...status,
    regions: [
      {
        ...one,
        serving: {
          known: true,
          value: { state: 'closed', servesNevertheless: true, changedOutside: { open: true, drained: false } },
        },
      },
      { ...two, serving: { known: true, value: { state: 'closed', closedUntil: until, servesNevertheless: true } } },
    ],
    replicas: [
      { region: 'eu-west-1', answer: { known: true, value: 'current' } },
      { region: 'eu-west-2', answer: { known: false, why: 'no answer within 2.5 s' } },
    ],
  };
}
