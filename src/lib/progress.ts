/** One step of a plan, reported before the work starts. */
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
      /** The result, or the reason for failing or skipping; one line. */
      detail?: string;
      /** Duration of a step that has ended, if known. */
      seconds?: number;
    }
  /** What a running step is doing now; `done` of `total` if known. */
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

/** A report that does nothing. */
export const silent: Report = () => {};

/**
 * Runs a step and reports its start and its end; `detail` says in one line what it came to. Why it failed is not reported:
 * the error goes on to the caller, who says it once.
 */
export async function runStep<T>(
  report: Report,
  id: string,
  work: () => Promise<T>,
  detail: (value: T) => string | undefined = () => undefined,
): Promise<T> {
  report({ type: 'step', id, status: 'started' });
  try {
    const value = await work();
    report({ type: 'step', id, status: 'succeeded', detail: detail(value) });
    return value;
  } catch (error) {
    report({ type: 'step', id, status: 'failed' });
    throw error;
  }
}
