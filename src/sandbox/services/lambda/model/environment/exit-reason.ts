import type { FunctionError } from './messages.js';

/** How Lambda names signals; others go by their own name. */
const SIGNALS: Partial<Record<NodeJS.Signals, string>> = {
  SIGABRT: 'aborted (core dumped)',
  SIGKILL: 'killed',
  SIGSEGV: 'segmentation fault (core dumped)',
  SIGTERM: 'terminated',
};

/**
 * Why a process that ended by itself gives no answer, in Lambda's words. Where V8's heap is full, Lambda has already
 * killed the process: the heap's limit there is all of the function's memory, and Node.js itself takes some of it.
 *
 * @param lastWords the end of what it wrote to stderr
 */
export function exitReason(code: number | null, signal: NodeJS.Signals | null, lastWords: string): FunctionError {
  const heapIsFull = signal !== null && /heap out of memory|process out of memory/i.test(lastWords);
  const how = heapIsFull ? 'killed' : signal && (SIGNALS[signal] ?? signal);
  if (how) return exitError(`Runtime exited with error: signal: ${how}`);
  if (code) return exitError(`Runtime exited with error: exit status ${code}`);
  return exitError('Runtime exited without providing a reason');
}

function exitError(message: string): FunctionError {
  return { errorType: 'Runtime.ExitError', errorMessage: `Error: ${message}` };
}
