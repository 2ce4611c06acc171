import { getEventListeners } from 'node:events';

/**
 * How much a signal holds on to: its listeners, and the signals that `AbortSignal.any` made of it. Node.js 20 never lets
 * go of the latter, and keeps them in a set that has no public name.
 */
export function heldBy(signal: AbortSignal): number {
  const name = Object.getOwnPropertySymbols(signal).find(({ description }) => description === 'kDependantSignals');
  const made = name && (signal as unknown as Record<symbol, Set<unknown> | undefined>)[name];
  return getEventListeners(signal, 'abort').length + (made?.size ?? 0);
}
