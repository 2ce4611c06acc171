import type { StreamRegion } from '../cluster/cluster.js';
import { CvsError, ExitCode } from '../errors.js';
import { type DistributionState, inForceFromMs, isDrained, isWanted } from '../serving/what-to-serve.js';
import type { StateReading } from '../state/state-reading.js';
import type { FailoverContext } from './failover-context.js';

/**
 * The error of an interrupted change: what stands is looked up, not guessed.
 *
 * @param targets what the change was about
 * @param error what ended it; it is returned where that was no interrupt
 */
export async function interruptedChange(
  { table, signal }: Pick<FailoverContext, 'table' | 'signal'>,
  targets: readonly Pick<StreamRegion, 'region' | 'distributionDomain'>[],
  error: unknown,
): Promise<unknown> {
  if (!signal?.aborted || (error instanceof CvsError && error.code !== 'INTERRUPTED')) return error;
  const reading = await table.read().catch(() => undefined);
  if (!reading) return interrupted(['What stands is not known: the state table does not answer.'], ['cvs status']);
  const found = reading.state.distributions.filter((one) =>
    targets.some(({ distributionDomain }) => distributionDomain === one.domain),
  );
  const undone = found.length === 1 ? found[0]?.region : '--all';
  const changed = found.some((one) => !isWanted(one, reading.nowMs) || isDrained(one, reading.nowMs));
  const sentences = found.map((one) => whatStands(reading, one));
  return interrupted(sentences, changed ? [`To undo it: \`cvs failover open ${undone}\`.`] : []);
}

function whatStands({ state, nowMs }: StateReading, one: DistributionState): string {
  const { region, domain } = one;
  if (isWanted(one, nowMs)) {
    return isDrained(one, nowMs) ? `${region} is open, and players are steered away from it.` : `${region} is open.`;
  }
  const inS = Math.ceil((inForceFromMs(state, domain, nowMs) - nowMs) / 1000);
  const close = `The close of ${region} is written and stands: ${domain}`;
  if (inS === Number.POSITIVE_INFINITY) return `${close} serves until another distribution is open.`;
  return `${close} answers 404 ${inS > 0 ? `in ${inS} s` : 'now'}.`;
}

function interrupted(sentences: readonly string[], suggestions: string[]): CvsError {
  const message = ['Interrupted.', ...sentences].join(' ');
  return new CvsError({ code: 'INTERRUPTED', message, suggestions, exitCode: ExitCode.interrupted });
}
