import type { StepSummary } from '../../progress.js';

/** A step's title as it is shown: with its region, since the same stack stands in several. */
export function stepTitle(step: StepSummary): string {
  return step.region ? `${step.region} ${step.title}` : step.title;
}
