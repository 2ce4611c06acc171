import type { StreamRegion } from '../../cluster/cluster.js';
import type { Report, StepSummary } from '../../progress.js';
import type { DrillContext } from '../drill-context.js';
import type { DrillFailure } from '../drill-failure.js';
import type { DrillEvent } from '../timeline.js';

/**
 * - `close`: the region is closed and opened
 * - `outage`: its distribution asks another region's origin and players are steered away, as when its stream is stale
 * - `fault`: something goes wrong with its stream in a sandbox, and nobody does anything about it
 */
export type ExerciseType = 'close' | 'outage' | 'fault';

/** What an exercise works with. */
export interface ExerciseContext extends DrillContext {
  target: StreamRegion;
  report: Report;
  /** Writes into the timeline. */
  note(event: DrillEvent): void;
  /** How long it lasts, in ms. */
  holdMs: number;
}

/** What keeps an exercise up until the signal aborts. */
export interface Lasting extends Pick<DrillContext, 'cluster' | 'table' | 'clock'> {
  target: StreamRegion;
  signal: AbortSignal;
}

/** How an exercise began. All moments are ms on the monotonic clock. */
export interface Begun {
  /** When players were told to leave; absent when they were not. */
  drainedAtMs?: number;
  /** When the 404 was seen, or the fault began. */
  effectiveAtMs: number;
  /** From the start of a close until the 404 was seen, in ms; absent when it was not. */
  closeEffectiveMs?: number;
}

/** What a drill does to a region, and takes back. */
export interface Exercise {
  type: ExerciseType;
  /** Such as `freeze`; of a `fault`. */
  fault?: string;
  /** The steps `begin`, `hold` and `end`. */
  steps: readonly StepSummary[];
  /** Whether only the drill's own viewers can come to harm, so that it goes on when they do. */
  harmless?: boolean;
  /** Puts off its end, which comes by itself when the drill dies, until the signal aborts. */
  keepUp?(lasting: Lasting): Promise<void>;
  /**
   * Does it. What it did is taken back by `end`, also where it throws.
   *
   * @param problems takes what was not as it should be
   */
  begin(context: ExerciseContext, problems: DrillFailure[], signal: AbortSignal): Promise<Begun>;
  /**
   * Takes it back, whatever happened, after Ctrl-C too.
   *
   * @returns when players were let back, in ms on the monotonic clock; undefined when they were not
   * @throws the signal's reason when it aborts, once it was taken back
   */
  end(context: ExerciseContext, problems: DrillFailure[]): Promise<number | undefined>;
}

/** The steps of every drill, around what it does. */
export function stepsOf(titles: Readonly<Record<'begin' | 'hold' | 'end', string>>): StepSummary[] {
  return [
    { id: 'ready', title: 'See every region open and fresh, the streams aligned', after: [] },
    { id: 'baseline', title: 'Viewers play', after: ['ready'] },
    { id: 'begin', title: titles.begin, after: ['baseline'] },
    { id: 'hold', title: titles.hold, after: ['begin'] },
    { id: 'end', title: titles.end, after: ['hold'] },
  ];
}

/** Shows the steps of a failover as the activity of one step of the drill. */
export function asActivity(report: Report, id: string): Report {
  const titles = new Map<string, string>();
  return (event) => {
    if (event.type === 'plan') for (const step of event.steps) titles.set(step.id, step.title);
    else if (event.type === 'step' && event.status === 'started') {
      report({ type: 'activity', id, message: titles.get(event.id) ?? event.id });
    } else if (event.type === 'note' || event.type === 'warning') report(event);
  };
}
