import type { Report, StepSummary } from '../../progress.js';

/** Shows progress events: live tasks in a terminal, plain lines elsewhere. */
export interface Renderer {
  report: Report;
  /** Waits until all that was reported is on the screen; absent where it is there at once. */
  finish?(): Promise<void>;
}

/** A step's title as it is shown: with its region, because several regions have the same stack. */
export function stepTitle(step: Pick<StepSummary, 'title' | 'region'>): string {
  return step.region ? `${step.region} ${step.title}` : step.title;
}
