import { messageOf } from '../errors.js';
import type { Report } from '../progress.js';

/** Runs a step and reports its start and its end; `detail` says in one line what it came to. */
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
    report({ type: 'step', id, status: 'failed', detail: messageOf(error) });
    throw error;
  }
}
