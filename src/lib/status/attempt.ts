import type { Clock } from '../clock.js';
import { messageOf } from '../errors.js';
import { withinTime } from '../state/within-time.js';
import type { Known } from './cluster-status.js';

/** How long one part of the status may take, in ms. */
const PART_TIMEOUT_MS = 10_000;

/** Reads one part of the status. An error becomes the reason why it is unknown; only the caller's abort is thrown. */
export async function attempt<T>(
  context: { clock: Clock; signal?: AbortSignal },
  read: (limit: AbortSignal) => Promise<T>,
): Promise<Known<T>> {
  try {
    return { known: true, value: await withinTime(context.clock, PART_TIMEOUT_MS, context.signal, read) };
  } catch (error) {
    context.signal?.throwIfAborted();
    return { known: false, why: messageOf(error) };
  }
}

/** A part that follows from another one. */
export function derive<T, U>(part: Known<T>, make: (value: T) => U): Known<U> {
  return part.known ? { known: true, value: make(part.value) } : part;
}
