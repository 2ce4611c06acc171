import { readLiveEdge } from '../drill/live-edge.js';
import { askServes } from '../failover/ask-serves.js';
import { outsideText } from '../outside-text.js';
import { readState } from '../parts/state-table/read-state.js';
import type { View } from '../parts/view.js';
import { sameIntent } from '../state/intent.js';
import { readHistory } from '../state/read-history.js';
import { intentOf } from '../state/state-items.js';
import type { StateReading } from '../state/state-reading.js';
import { StateTable } from '../state/state-table.js';
import type { ClusterStatus, Known } from './cluster-status.js';
import { derive, known } from './known.js';

/** How many changes are shown. */
const RECENT = 5;

/** The state table's items, its replicas, its history and the live edges: what changes from second to second. */
export async function readLive(
  view: View,
): Promise<
  { reading: Known<StateReading>; servesFrom: ReadonlyMap<string, string> } & Pick<
    ClusterStatus,
    'history' | 'replicas' | 'liveEdges'
  >
> {
  const { cluster, clock, http } = view.context;
  // Nothing is written here, so that the identity is never recorded.
  const table = new StateTable(cluster, { ...view.context, identity: '' });
  const reading = await known(view, readState);
  const [servesFrom, history, replicas, liveEdges] = await Promise.all([
    Promise.all(
      cluster.regions.map(async (one): Promise<[string, string]> => {
        const said = await known(view, () =>
          view.read(`serves/${one.region}`, (signal) => askServes(one, { http, signal })),
        );
        return [one.region, outsideText((said.known && said.value?.servesFrom) || one.region)];
      }),
    ),
    known(view, () =>
      view.read('history', async (signal) => (await readHistory(table, { limit: RECENT, signal })).entries),
    ),
    Promise.all(
      table.regions.map(async (region) => ({ region, answer: await compareReplica(view, table, region, reading) })),
    ),
    Promise.all(
      cluster.regions.map(async (one) => ({
        region: one.region,
        edge: derive(
          await known(view, () => view.read(`live-edge/${one.region}`, (signal) => readLiveEdge(http, one, signal))),
          ({ sequence, endS, dated }) => ({
            sequence,
            lagS: dated ? Math.round(clock.now() / 100 - endS * 10) / 10 : undefined,
          }),
        ),
      })),
    ),
  ]);
  return { reading, servesFrom: new Map(servesFrom), history, replicas, liveEdges };
}

async function compareReplica(
  view: View,
  table: StateTable,
  region: string,
  reading: Known<StateReading>,
): Promise<Known<'current' | 'behind'>> {
  const other = await known(view, () => view.read(`replica/${region}`, (signal) => table.readFrom(region, signal)));
  if (!other.known) return other;
  const { value } = other;
  if ('why' in value) return { known: false, why: value.why };
  if (!reading.known) return reading;
  const same = table.members.every(({ domain }) =>
    sameIntent(intentOf(value.items.get(domain)), intentOf(reading.value.items.get(domain))),
  );
  return { known: true, value: same ? 'current' : 'behind' };
}
