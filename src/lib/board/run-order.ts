import type { AwsClients } from '../aws/aws-clients.js';
import type { Clock } from '../clock.js';
import type { Cluster } from '../cluster/cluster.js';
import { usageError } from '../errors.js';
import { closeDistribution } from '../failover/close-distribution.js';
import { drainDistribution } from '../failover/drain-distribution.js';
import { goOffAir } from '../failover/off-air.js';
import { openDistribution } from '../failover/open-distribution.js';
import { rerouteDistribution } from '../failover/reroute-distribution.js';
import { resolveTarget } from '../failover/resolve-target.js';
import type { HttpClient } from '../http/http-client.js';
import type { Report } from '../progress.js';
import { readMasterUrl } from '../state/master-url.js';
import type { StateTable } from '../state/state-table.js';
import type { Order } from './orders.js';

/** What the board works with: the same as a command. */
export interface BoardContext {
  cluster: Cluster;
  clients: AwsClients;
  http: HttpClient;
  clock: Clock;
  /** Who is at the keyboard, for the history. */
  identity: string;
  /** Aborts when the board ends. */
  signal: AbortSignal;
}

/** The result of any order: what the command prints with `--json`. */
export type OrderResult = Awaited<ReturnType<typeof runOrder>>;

/**
 * Does what the page asked for, by the functions of the commands.
 *
 * @throws CvsError as they do, WRONG_NAME when off air was asked for and the cluster's name was not typed
 */
export async function runOrder(
  order: Order,
  { cluster, http, clock, signal }: BoardContext,
  table: StateTable,
  report: Report,
) {
  const { reason } = order;
  const context = { cluster, table, http, clock, report, signal, reason };
  if (order.action === 'off-air') {
    if (order.cluster !== cluster.name) {
      throw usageError(
        'WRONG_NAME',
        'Nothing was changed: the name of the cluster was not typed.',
        `It is ${cluster.name}.`,
      );
    }
    return goOffAir(context);
  }
  const target = resolveTarget(cluster, order.region);
  const findMasterUrl = () => readMasterUrl(table, signal);
  switch (order.action) {
    case 'drain':
      return drainDistribution({ ...context, target, force: order.force, findMasterUrl });
    case 'reroute':
      return rerouteDistribution({ ...context, target, to: order.to, rerouteForS: order.forS });
    case 'close':
      return closeDistribution({
        ...{ ...context, target, now: order.now, force: order.force, closeForS: order.forS, findMasterUrl },
      });
    case 'open':
      return openDistribution({ ...context, target, force: order.force });
  }
}
