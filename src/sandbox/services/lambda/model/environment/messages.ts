import type { Readable } from 'node:stream';

/** A function error as its payload has it. */
export interface FunctionError {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

/** What an execution environment's process says, a line of JSON each. */
export type Message =
  | { type: 'log'; text: string }
  | { type: 'ready' }
  | { type: 'init-failed' | 'failed' | 'crashed'; error: FunctionError }
  | { type: 'result'; payload: string };

/** More in one line is no answer of the runtime: twice Lambda's 6 MB, since JSON in JSON is escaped, and some. */
const MOST_CHARACTERS = 16_000_000;
/** The runtime cuts what is longer ("CloudWatch Logs quotas", Amazon CloudWatch Logs User Guide). */
const MOST_LOG_CHARACTERS = 262_144;

/**
 * Reads what a process says. The code that runs in it can write to the same descriptor: what is not a message is
 * refused, and nothing of unlimited length is kept.
 *
 * @param onGarbage called once; nothing is read after it
 */
export function readMessages(channel: Readable, onMessage: (message: Message) => void, onGarbage: () => void): void {
  let unread: string[] = [];
  let characters = 0;
  channel.setEncoding('utf8').on('data', function read(text: string) {
    const lines = text.split('\n');
    const last = lines.pop() ?? '';
    for (const line of lines) {
      const message = parse(unread.join('') + line);
      unread = [];
      characters = 0;
      if (message) onMessage(message);
      else return refuse();
    }
    unread.push(last);
    characters += last.length;
    if (characters > MOST_CHARACTERS) refuse();

    function refuse() {
      channel.off('data', read);
      channel.resume();
      onGarbage();
    }
  });
}

function parse(line: string): Message | undefined {
  let value: Record<string, unknown> | null;
  try {
    value = JSON.parse(line) as typeof value;
  } catch {
    return undefined;
  }
  if (value?.type === 'ready') return { type: 'ready' };
  if (value?.type === 'log' && typeof value.text === 'string' && value.text.length <= MOST_LOG_CHARACTERS) {
    return { type: 'log', text: value.text };
  }
  if (value?.type === 'result' && typeof value.payload === 'string' && isJson(value.payload)) {
    return { type: 'result', payload: value.payload };
  }
  const error = functionError(value?.error);
  if (error && (value?.type === 'init-failed' || value?.type === 'failed' || value?.type === 'crashed')) {
    return { type: value.type, error };
  }
  return undefined;
}

function functionError(value: unknown): FunctionError | undefined {
  const { errorType, errorMessage, trace } = (value ?? {}) as Record<string, unknown>;
  if (typeof errorType !== 'string' || typeof errorMessage !== 'string') return undefined;
  if (trace === undefined) return { errorType, errorMessage };
  return Array.isArray(trace) ? { errorType, errorMessage, trace: trace.map(String) } : undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
