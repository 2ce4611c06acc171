import { CvsError } from '../errors.js';
import type { ProgressEvent } from '../progress.js';
import { DryStateTable, WouldChange } from '../state/dry-state-table.js';
import { printedIntent } from '../state/intent.js';
import { intentText } from '../state/intent-text.js';
import type { ClusterStatus } from '../status/cluster-status.js';
import { commandOf, type Order } from './orders.js';
import { type BoardContext, runOrder } from './run-order.js';

/** What an order would do, found out without writing anything. */
export interface Preview {
  /** The command that does the same. */
  command: string;
  /** What would happen, a sentence each. */
  effects: string[];
  /** What speaks against it, though it would be done. */
  warnings: string[];
  /** Why it would be refused, with what to do instead. */
  refused?: { code: string; message: string; suggestions: readonly string[] };
}

/**
 * Runs an order as far as its first write, so that what is said before is what is checked then.
 *
 * @param status the last one, for how the region is doing that viewers would go to
 * @throws what is neither a refusal nor a success: the signal's reason, a bug
 */
export async function previewOrder(
  order: Order,
  context: BoardContext,
  status: ClusterStatus | undefined,
): Promise<Preview> {
  const told: ProgressEvent[] = [];
  const table = new DryStateTable(context.cluster, context);
  const preview: Preview = { command: commandOf(order), effects: [], warnings: [] };
  try {
    await runOrder(order, context, table, (event) => void told.push(event));
  } catch (error) {
    if (error instanceof WouldChange) preview.effects = effectsOf(order, error, status);
    else if (error instanceof CvsError && !context.signal.aborted) preview.refused = refusal(error);
    else throw error;
  }
  for (const event of told) {
    if (event.type === 'note') preview.effects.push(event.message);
    if (event.type === 'warning') preview.warnings.push(event.message);
  }
  return preview;
}

function refusal({ code, message, suggestions }: CvsError): Preview['refused'] {
  return { code, message, suggestions };
}

function effectsOf(order: Order, change: WouldChange, status: ClusterStatus | undefined): string[] {
  if (order.action === 'off-air') return ['Every distribution answers 404, and viewers see nothing.'];
  const is = intentText(printedIntent(change.before));
  if (change.isThere) return [`${order.region} is ${is} already; only what is missing in a replica is written.`];
  const effects = [`${order.region} is ${is}.`];
  if (order.action === 'open') effects.push('It serves again, and players may return to it after the hold-down.');
  if (order.action === 'reroute') effects.push('Players stay where they are; another origin answers them.');
  if (order.action === 'close' || order.action === 'drain') effects.push(...destinationOf(order.region, status));
  if (order.action === 'close') effects.push('It answers 404 when players have left, about 11 s after the start.');
  return effects;
}

/** Where viewers would go, and how that region is doing. */
function destinationOf(region: string, status: ClusterStatus | undefined): string[] {
  const order = status?.steering?.known ? status.steering.value : (status?.regions.map((one) => one.region) ?? []);
  const left = status?.regions.find((one) => one.region === region || one.distributionDomain === region)?.region;
  const to = order.find((one) => one !== left);
  if (!status || to === undefined) return [];
  const freshness = status.regions.find((one) => one.region === to)?.freshness;
  const word = freshness?.known ? freshness.value.freshness : 'not known to be fresh';
  const edge = status.liveEdges.find((one) => one.region === to)?.edge;
  const lag = edge?.known && edge.value.lagS !== undefined ? `, ${edge.value.lagS.toFixed(1)} s behind the clock` : '';
  return [`Viewers go to ${to}, ${word}${lag}.`];
}
