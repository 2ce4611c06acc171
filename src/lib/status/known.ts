import { messageOf } from '../errors.js';
import { View, type ViewInput } from '../parts/view.js';
import type { Known } from './cluster-status.js';

/** How long one reading of the status may take, in ms. */
const READING_TIMEOUT_MS = 10_000;

/**
 * Makes a view for one reading of the status, and ends it: `--watch` reads once a second for days. A limit of the
 * context's own is kept.
 */
export async function inStatusView<T>(context: ViewInput, read: (view: View) => Promise<T>): Promise<T> {
  const view = new View({ limitMs: READING_TIMEOUT_MS, ...context });
  try {
    return await read(view);
  } finally {
    await view.end();
  }
}

/** Looks at one part of the status. An error becomes the reason why it is unknown; only the caller's abort is thrown. */
export async function known<T>(view: View, look: (view: View) => Promise<T>): Promise<Known<T>> {
  const fact = await view.fact(look);
  view.context.signal.throwIfAborted();
  return fact.known ? { known: true, value: fact.value } : { known: false, why: messageOf(fact.error) };
}

/** A part that follows from another one. */
export function derive<T, U>(part: Known<T>, make: (value: T) => U): Known<U> {
  return part.known ? { known: true, value: make(part.value) } : part;
}
