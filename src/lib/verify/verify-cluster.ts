import type { Clock } from '../clock.js';
import type { Check } from '../doctor/check.js';
import { alarmTopics } from '../doctor/checks/account/alarm-topics.js';
import { masterCors } from '../doctor/checks/browsers/master-cors.js';
import { copilotAttached } from '../doctor/checks/copilot-attached.js';
import { credentials } from '../doctor/checks/credentials.js';
import { deployedVersion } from '../doctor/checks/deployed-version.js';
import { detectorHeartbeat } from '../doctor/checks/detector-heartbeat.js';
import { operatorsIntent } from '../doctor/checks/operators-intent.js';
import { publishedMaster } from '../doctor/checks/published-master.js';
import { replicas } from '../doctor/checks/replicas.js';
import { stacks } from '../doctor/checks/stacks.js';
import { type Examination, examine } from '../doctor/examine.js';
import { type DoctorContext, Facts } from '../doctor/facts.js';
import { findStacks, nothingDeployed } from '../parts/stacks/find-stacks.js';
import { alarms, dashboard } from './checks/alarms.js';
import { functions } from './checks/functions.js';
import { deadLetters, logs, topics } from './checks/messages.js';
import { roles } from './checks/roles.js';
import { schedules } from './checks/schedules.js';
import { type Asking, viewers } from './checks/viewers.js';
import { Deployed, type DeployedFacts } from './deployed.js';

/** What a deployment left, check by check. */
export interface Verification extends Examination {
  cluster: string;
  /** When it began, ISO 8601. */
  at: string;
  /** How long all of it took, in ms, and each check, by its id. */
  tookMs: number;
  checkMs: Readonly<Record<string, number>>;
  regions: readonly string[];
  stacks: readonly VerifiedStack[];
}

export interface VerifiedStack {
  stackName: string;
  region: string;
  /** CloudFormation's own, such as `UPDATE_COMPLETE`. */
  status: string;
  /** When it was made or last changed, ISO 8601. */
  changedAt?: string;
}

/** The checks of a deployment, in the order in which they are shown. Those of doctor are about the same things. */
export function verifyChecks(deployed: DeployedFacts, asking: Asking): readonly Check[] {
  return [
    credentials,
    alarmTopics,
    stacks,
    deployedVersion,
    functions(deployed),
    roles(deployed),
    schedules(deployed),
    topics(deployed),
    deadLetters(deployed),
    logs(deployed),
    alarms(deployed),
    dashboard(deployed),
    copilotAttached,
    publishedMaster,
    masterCors,
    viewers(deployed, asking),
    replicas,
    detectorHeartbeat,
    operatorsIntent,
  ];
}

/**
 * Proves that every part of a deployed cluster is there, reachable and permitted. Changes nothing.
 *
 * @throws CvsError NOTHING_DEPLOYED, and when the stacks cannot be read; the signal's reason when it aborts
 */
export async function verifyCluster(context: DoctorContext): Promise<Verification> {
  const { cluster, clients, clock, signal } = context;
  const at = new Date(clock.now()).toISOString();
  const began = clock.monotonic();
  const found = await findStacks(clients, cluster, signal);
  if (found.length === 0) throw await nothingDeployed(clients, cluster);
  const { checks, durations } = timed(verifyChecks(new Deployed(context), context), clock);
  const examination = await examine(checks, new Facts(context), { signal });
  return {
    ...examination,
    cluster: cluster.name,
    at,
    tookMs: Math.round(clock.monotonic() - began),
    checkMs: Object.fromEntries(durations),
    regions: cluster.regions.map(({ region }) => region),
    stacks: found.map(({ stackName, region, found: { status, changedAt } }) => ({
      stackName,
      region,
      status,
      changedAt,
    })),
  };
}

/** The checks, and how long each took in ms when it is over. */
function timed(checks: readonly Check[], clock: Pick<Clock, 'monotonic'>) {
  const durations = new Map<string, number>();
  const measured = checks.map(
    (check): Check => ({
      ...check,
      async run(facts) {
        const began = clock.monotonic();
        try {
          return await check.run(facts);
        } finally {
          durations.set(check.id, Math.round(clock.monotonic() - began));
        }
      },
    }),
  );
  return { checks: measured, durations };
}
