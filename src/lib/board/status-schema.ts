import { z } from 'zod';
import type { HistoryEntry } from '../state/read-history.js';
import type { ClusterStatus, Known, RegionStatus } from '../status/cluster-status.js';

/** What could be read, or why it could not. */
function known<T>(value: z.ZodType<T>): z.ZodType<Known<T>> {
  return z.union([
    z.strictObject({ known: z.literal(true), value }),
    z.strictObject({ known: z.literal(false), why: z.string() }),
  ]);
}

const seconds = z.number().describe('Seconds since the epoch.');
const stack = z.strictObject({
  stackName: z.string(),
  region: z.string(),
  template: z.string(),
  status: known(z.string()),
});

const intent = z.strictObject({
  open: z.boolean(),
  drained: z.boolean(),
  closedUntil: seconds.optional(),
  closedFrom: seconds.optional(),
  openFrom: seconds.optional(),
  offAir: z.boolean().optional(),
  reroutedTo: z.string().optional(),
  reroutedUntil: seconds.optional(),
});

/** One change in the history. */
export const historyEntrySchema: z.ZodType<HistoryEntry> = z
  .strictObject({
    at: z.string().describe('ISO 8601.'),
    action: z.string(),
    domain: z.string(),
    region: z.string(),
    before: intent,
    after: intent,
    who: z.string(),
    why: z.string().optional(),
    forced: z.boolean(),
  })
  .meta({ id: 'HistoryEntry' });

const serving = z.strictObject({
  state: z.enum(['open', 'drained', 'closed']),
  closedUntil: seconds.optional(),
  lapsed: z.boolean().optional(),
  closedFrom: seconds.optional(),
  offAir: z.boolean().optional(),
  changedOutside: intent.optional(),
  reroutedTo: z.string().optional(),
  reroutedUntil: seconds.optional(),
  servesFrom: z.string().optional().describe('The region whose origin answers; absent where it is its own.'),
  servesNevertheless: z.boolean().describe('Closed, but serving, because no other distribution is open.'),
  updatedBy: z.string().optional(),
  updatedAt: z.string().optional(),
  reason: z.string().optional(),
});

const observer = z.strictObject({
  observer: z.string(),
  said: z.enum(['fresh', 'stale']),
  ageS: z.number(),
  staleForS: z.number().optional(),
  silent: z.boolean(),
  believed: z.boolean(),
});

const region: z.ZodType<RegionStatus> = z.strictObject({
  region: z.string(),
  distributionDomain: z.string(),
  stacks: z.array(stack),
  distribution: known(
    z.strictObject({
      enabled: z.boolean(),
      deployed: z.boolean(),
      copilot: z.enum(['attached', 'partly', 'absent', 'foreign']),
      version: z.string().optional(),
      latestVersion: z.string().optional(),
    }),
  ),
  serving: known(serving),
  freshness: known(
    z.strictObject({
      freshness: z.enum(['fresh', 'stale', 'unknown']),
      ageS: z.number().optional(),
      quality: z.number().optional(),
      observers: z.array(observer),
    }),
  ),
  masterPlaylist: known(
    z.strictObject({ status: z.enum(['current', 'outdated', 'missing', 'unknown']), detail: z.string() }),
  ),
});

/** The status of a cluster, as `cvs status --json` prints it. */
export const statusSchema: z.ZodType<ClusterStatus> = z
  .strictObject({
    cluster: z.string(),
    at: z.string().describe('When it was read, ISO 8601.'),
    regions: z.array(region),
    sharedStacks: z.array(stack),
    masterPlaylistUrl: known(z.string()),
    steering: known(z.array(z.string())).optional(),
    history: known(z.array(historyEntrySchema)),
    replicas: z.array(z.strictObject({ region: z.string(), answer: known(z.enum(['current', 'behind'])) })),
    liveEdges: z.array(
      z.strictObject({
        region: z.string(),
        edge: known(z.strictObject({ sequence: z.number(), lagS: z.number().optional() })),
      }),
    ),
    stateTable: known(
      z.strictObject({
        replica: z.string(),
        unanswered: z.array(z.strictObject({ region: z.string(), why: z.string() })),
      }),
    ),
  })
  .meta({ id: 'ClusterStatus' });
