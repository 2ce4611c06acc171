import { groupBy } from '../group-by.js';
import { listOf } from '../list-of.js';
import { intentText } from '../state/intent-text.js';
import type { ClusterStatus, RegionStatus } from './cluster-status.js';

/** Something in a status that an operator should know of, with what to do. */
export interface Trouble {
  /** Stable, in lower case with hyphens. */
  id: string;
  /** `failing`: viewers suffer, or would at the next failure. `warning`: something is not as it should be. */
  severity: 'failing' | 'warning';
  region?: string;
  /** One or two sentences. */
  text: string;
  /** The command that mends it, or that tells more. */
  command?: string;
  /** Heading of the runbook's entry. */
  runbook?: string;
}

/** All that is not well in a status; what moves viewers comes first. Pure. */
export function troublesOf(status: ClusterStatus): Trouble[] {
  return [
    ...regionTroubles(status),
    ...status.regions.flatMap((region) => [...servingTroubles(region), ...streamTroubles(region)]),
    ...replicaTroubles(status),
    ...status.regions.flatMap(copilotTroubles),
    ...masterTroubles(status),
  ];
}

/** What is shown of a cluster beside other regions than its own is not all of it. */
function regionTroubles({ regionsChanged }: ClusterStatus): Trouble[] {
  if (regionsChanged === undefined) return [];
  const text = `${regionsChanged} List them as they were. To see what else is amiss:`;
  return [{ id: 'regions-changed', severity: 'warning', text, command: 'cvs doctor' }];
}

function servingTroubles({ region, serving }: RegionStatus): Trouble[] {
  if (!serving.known) return [];
  const { servesNevertheless, changedOutside, lapsed, offAir, reroutedTo, servesFrom, state } = serving.value;
  const open = `cvs failover open ${region}`;
  const found: Trouble[] = [];
  if (offAir) {
    const text = `${region} is OFF THE AIR on purpose. Back on the air:`;
    const runbook = 'Going off the air on purpose';
    found.push({ id: 'off-air', severity: 'failing', region, text, command: 'cvs failover open --all', runbook });
  }
  if (servesNevertheless) {
    const text = `${region} IS CLOSED BUT SERVES: no other region is open. Decide which should serve:`;
    const command = 'cvs failover open <region>';
    found.push({
      id: 'closed-but-serves',
      severity: 'failing',
      region,
      text,
      command,
      runbook: 'Both streams are stale',
    });
  }
  if (lapsed) {
    const text = `${region} serves: its close has ended, but its item still says closed. To make the item say open:`;
    found.push({ id: 'lapsed-close', severity: 'warning', region, text, command: open });
  }
  if (reroutedTo !== undefined && reroutedTo !== servesFrom && state !== 'closed') {
    const text = `${region} is rerouted to ${reroutedTo}, and was not seen to be served from there: cvs doctor. To end it:`;
    found.push({ id: 'reroute-not-seen', severity: 'warning', region, text, command: open });
  }
  if (changedOutside) {
    const text = `${region} was changed outside cvs; cvs had set it to ${intentText(changedOutside)}.`;
    found.push({ id: 'changed-outside', severity: 'warning', region, text });
  }
  return found;
}

function streamTroubles({ region, freshness, serving }: RegionStatus): Trouble[] {
  if (!freshness.known) return [];
  const { freshness: word, observers } = freshness.value;
  const silent = observers.filter((one) => one.silent);
  const silence = silent.map(({ observer, ageS }): Trouble => {
    const text = `The detector in ${observer} has not reported on ${region} for ${ageS} s:`;
    return { id: 'detector-silent', severity: 'warning', region, text, command: 'cvs doctor' };
  });
  if (word !== 'stale') return silence;
  const staleForS = observers.find((one) => one.believed && one.staleForS !== undefined)?.staleForS;
  const since = staleForS === undefined ? '' : ` for ${staleForS} s`;
  const from = serving.known ? serving.value.servesFrom : undefined;
  const effect = from === undefined ? '' : ` Its viewers are served from the origin of ${from}.`;
  const text = `The stream of ${region} has been stale${since}.${effect} Look at its encoder; to move its viewers:`;
  const command = `cvs failover close ${region} --now --reason "stale"`;
  return [{ id: 'stale', severity: 'failing', region, text, command, runbook: 'A stream is stale' }, ...silence];
}

function replicaTroubles({ replicas, stateTable }: ClusterStatus): Trouble[] {
  const source = stateTable.known ? stateTable.value.replica : 'the one that was read';
  return replicas
    .filter(({ answer }) => answer.known && answer.value === 'behind')
    .map(({ region }) => ({
      id: 'replica-behind',
      severity: 'warning',
      region,
      text: `The replica in ${region} does not say what ${source} says. If that stays, the replication has stopped: repeat the last change, which is then written there too, and run`,
      command: 'cvs doctor',
      runbook: 'A replica no longer follows',
    }));
}

/** Of what deployments leave: each only matters at the next failover, or to viewers who join. */
function copilotTroubles({ region, distribution }: RegionStatus): Trouble[] {
  const found: Trouble[] = [];
  const deploy = 'cvs deploy';
  if (distribution.known) {
    const { copilot, enabled, version, latestVersion } = distribution.value;
    const amiss = {
      attached: undefined,
      partly: `The copilot is not attached to every behavior of the distribution of ${region}: closing it does not reach all viewers.`,
      absent: `The copilot is not attached to the distribution of ${region}: closing it has no effect.`,
      former: `The copilot on the distribution of ${region} is of a copilot stack that is gone: no deployment changes it.`,
      foreign: `Another function is attached to the distribution of ${region}, and not the copilot: closing it has no effect.`,
    }[copilot];
    if (amiss) found.push({ id: 'copilot-not-attached', severity: 'failing', region, text: amiss, command: deploy });
    if (!enabled) {
      const text = `The distribution of ${region} is disabled: viewers get nothing from it.`;
      found.push({ id: 'distribution-disabled', severity: 'failing', region, text });
    }
    if (copilot === 'attached' && latestVersion !== undefined && version !== latestVersion) {
      const text = `The distribution of ${region} runs version ${version} of the copilot, and ${latestVersion} is there:`;
      found.push({ id: 'copilot-outdated', severity: 'warning', region, text, command: deploy });
    }
  }
  return found;
}

function masterTroubles({ regions }: ClusterStatus): Trouble[] {
  const amiss = regions.flatMap(({ region, masterPlaylist }) =>
    masterPlaylist.known && masterPlaylist.value.status !== 'current' ? [{ region, ...masterPlaylist.value }] : [],
  );
  return [...groupBy(amiss, ({ status, detail }) => `${status}: ${detail}`)].map(([said, [first, ...rest]]) => {
    const cure = first?.status === 'outdated' || first?.status === 'missing';
    const text = `The master playlist in ${listOf([first, ...rest].map((one) => one?.region ?? ''))} is ${said}.`;
    const base = {
      id: 'master-playlist',
      severity: 'warning',
      region: rest.length ? undefined : first?.region,
    } as const;
    return cure ? { ...base, text: `${text} To fix it:`, command: 'cvs playlist publish' } : { ...base, text };
  });
}
