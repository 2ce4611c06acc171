import type { ComponentChildren } from 'preact';
import type { Order } from '../lib/board/orders.js';
import type { ClusterStatus, RegionStatus } from '../lib/status/cluster-status.js';
import { liveEdges } from '../lib/status/live-edges.js';
import { freshnessText, knownText, localTime, servingText, spanText } from './words.js';

export interface Asked {
  action: Order['action'];
  now?: boolean;
}

/** The verbs, in the order of how much viewers may notice of them. */
const VERBS: readonly (Asked & { label: string })[] = [
  { action: 'open', label: 'Open' },
  { action: 'drain', label: 'Drain' },
  { action: 'reroute', label: 'Reroute' },
  { action: 'close', label: 'Close' },
  { action: 'close', now: true, label: 'Close now' },
];

/** All that is known of one region. */
export function RegionCard({
  region,
  status,
  nowMs,
  onAsk,
}: {
  region: string;
  status: ClusterStatus;
  nowMs: number;
  /** Absent where nothing may be changed. */
  onAsk?: (what: Asked) => void;
}) {
  const one = status.regions.find((other) => other.region === region) as RegionStatus;
  const { serving, freshness, distribution } = one;
  const edge = liveEdges(status).find((other) => other.region === region)?.edge;
  const replica = status.replicas.find((other) => other.region === region)?.answer;
  const changed = serving.known ? serving.value : undefined;
  return (
    <article class={`card ${toneOf(one)}`} aria-label={region}>
      <h2>{region}</h2>
      <p class="big">{knownText(serving, (value) => servingText(value, nowMs))}</p>
      <dl>
        <Fact name="Stream">{knownText(freshness, freshnessText)}</Fact>
        {freshness.known &&
          freshness.value.observers.map(({ observer, said, ageS, staleForS, silent, believed }) => (
            <Fact key={observer} name={`seen by ${observer}`} small>
              {silent ? `silent for ${spanText(ageS)}, last ${said}` : said}
              {staleForS === undefined ? '' : ` for ${spanText(staleForS)}`}
              {believed || said === freshness.value.freshness ? '' : ' (not believed)'}
            </Fact>
          ))}
        <Fact name="Serves from">{changed ? (changed.servesFrom ?? 'its own origin') : 'unknown'}</Fact>
        <Fact name="Live edge">{knownText(edge, (text) => text)}</Fact>
        <Fact name="Picture">
          {knownText(freshness, ({ quality }) =>
            quality === undefined ? 'no score sent' : `quality ${Math.round(quality)}`,
          )}
        </Fact>
        <Fact name="Replica">{knownText(replica, (answer) => answer)}</Fact>
        <Fact name="Copilot">
          {knownText(distribution, ({ copilot, version, deployed }) =>
            [copilot, version && `v${version}`, !deployed && 'deploying'].filter(Boolean).join(' '),
          )}
        </Fact>
        <Fact name="Last change">
          {changed?.updatedAt === undefined
            ? 'none through cvs'
            : `${localTime(Date.parse(changed.updatedAt))}, ${changed.updatedBy ?? 'somebody'}${changed.reason ? `: ${changed.reason}` : ''}`}
        </Fact>
      </dl>
      {onAsk && (
        <p class="verbs">
          {VERBS.map(({ label, ...what }) => (
            <button key={label} type="button" onClick={() => onAsk(what)} aria-label={`${label} ${region}`}>
              {label}
            </button>
          ))}
        </p>
      )}
    </article>
  );
}

function Fact({ name, small, children }: { name: string; small?: boolean; children: ComponentChildren }) {
  return (
    <div class={small ? 'small' : undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The colour of a card; its words say the same. */
function toneOf({ serving, freshness }: RegionStatus): string {
  if (!serving.known || !freshness.known) return 'unknown';
  if (freshness.value.freshness === 'stale') return 'failing';
  if (freshness.value.freshness === 'unknown') return 'unknown';
  return serving.value.state === 'open' && serving.value.servesFrom === undefined ? 'well' : 'degraded';
}
