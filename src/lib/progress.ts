/** One step of a plan, as it is announced before the work starts. */
export interface StepSummary {
  id: string;
  title: string;
  /** Where it happens; absent for steps that have no region. */
  region?: string;
  /** Ids of the steps it waits for. */
  after: readonly string[];
}

/** What long-running lib functions report. Renderers in `src/lib/ui` turn events into lines or live tasks. */
export type ProgressEvent =
  | { type: 'plan'; steps: readonly StepSummary[] }
  | {
      type: 'step';
      id: string;
      status: 'started' | 'succeeded' | 'unchanged' | 'failed' | 'skipped';
      /** The result, or the reason for a failure; one line. */
      detail?: string;
      /** How long it took, once it is over, where that was measured. */
      seconds?: number;
    }
  /** What a running step is doing now; `done` of `total` where it is known. */
  | { type: 'activity'; id: string; message: string; done?: number; total?: number }
  | {
      type: 'stack-event';
      id: string;
      region: string;
      stackName: string;
      logicalId: string;
      resourceType: string;
      status: string;
      reason?: string;
    }
  | { type: 'note'; message: string }
  | { type: 'warning'; message: string };

export type Report = (event: ProgressEvent) => void;

/** A report that shows nothing. */
export const silent: Report = () => {};
