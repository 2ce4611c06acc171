/** What an operator, or an outage, does to viewers who are watching. */
export interface Scenario {
  name: string;
  /** Viewers must see nothing of it: no stall, no error response. */
  clean: boolean;
  /** The longest stall that it should cost, ms, without a 4xx answer; results that miss it are marked. */
  targetMs?: number;
  /** How far behind the wall clock players may show it in the end, ms; those that do not know it may. */
  maxLatencyMs?: number;
}

/** What one player went through in one run of a scenario. */
export interface ScenarioRun {
  scenario: string;
  player: string;
  /** The longest stall of the same player while nothing happened, ms; absent when it was not there before. */
  baselineStallMs?: number;
  longestStallMs: number;
  /** How much of the event the player jumped over, ms. */
  skippedMs: number;
  /** 4xx answers that it got. */
  clientErrors: number;
  /** From the start of the change to the first video and audio segments from where it went; absent when it never went. */
  movedMs?: number;
  /** How far behind the wall clock it plays in the end, ms; NaN where the player does not know. */
  latencyMs: number;
  /** What it missed of the scenario's target; empty where it has none. */
  misses: readonly string[];
  /** Why the run does not count as passed, a line each; empty when it passed. */
  failures: readonly string[];
}

/** The longest stall that a viewer does not notice, ms; shorter ones come of the machine as well. */
export const NOTICED_STALL_MS = 800;

/** What a run missed of its scenario's target. */
export function missesOf(
  { targetMs }: Scenario,
  { longestStallMs, clientErrors }: Pick<ScenarioRun, 'longestStallMs' | 'clientErrors'>,
): string[] {
  if (targetMs === undefined) return [];
  return [
    ...(longestStallMs > targetMs ? [`stall ≤ ${targetMs / 1000} s`] : []),
    ...(clientErrors > 0 ? ['no 4xx'] : []),
  ];
}

/** What did not hold in a run. */
export function failuresOf(
  scenario: Scenario,
  run: Omit<ScenarioRun, 'failures' | 'misses'>,
  seen: { arrived: boolean; region: string; fatal: readonly string[]; playing: boolean; last: string },
): string[] {
  const failures: string[] = [];
  if (seen.fatal.length > 0) failures.push(`fatal: ${seen.fatal[0]}`);
  if (!seen.arrived) failures.push(`did not play from ${seen.region}: ${seen.last}`);
  if (!seen.playing) failures.push('does not play at the end');
  if (scenario.clean && run.longestStallMs > NOTICED_STALL_MS) {
    failures.push(
      `stalled for ${Math.round(run.longestStallMs)} ms (baseline ${Math.round(run.baselineStallMs ?? 0)} ms)`,
    );
  }
  if (run.latencyMs > (scenario.maxLatencyMs ?? Number.POSITIVE_INFINITY)) {
    failures.push(`is ${Math.round(run.latencyMs)} ms behind the wall clock`);
  }
  if (scenario.clean && run.clientErrors > 0) failures.push(`got ${run.clientErrors} 4xx answers`);
  return failures;
}
