import type { Change } from '../lib/board/changes.js';
import type { BoardFault } from '../lib/board/faults.js';
import type { Order } from '../lib/board/orders.js';
import type { Preview } from '../lib/board/preview-order.js';
import type { HistoryEntry } from '../lib/state/read-history.js';

/** What the page has to know of the board before the first status. */
export interface BoardFacts {
  cluster: string;
  /** What is done here is on the air: the page has a red frame. */
  production: boolean;
  regions: readonly { region: string; distributionDomain: string; distributionPlaylistUrl: string }[];
  automatic: 'reroute' | 'steer' | 'off';
  allowChanges: boolean;
  /** Who runs the board, and whose name the history will have. */
  identity: string;
  version: string;
  /** The cluster stands in a sandbox, whose streams can be broken. */
  sandbox: boolean;
}

/** An answer that is not what was asked for. */
export class ApiError extends Error {
  readonly status: number;
  readonly suggestions: readonly string[];

  constructor(status: number, message: string, suggestions: readonly string[] = []) {
    super(message);
    this.status = status;
    this.suggestions = suggestions;
  }
}

/** Exchanges the token of the link for a session. The fragment never leaves the browser otherwise. */
export function openSession(token: string): Promise<unknown> {
  return ask('/api/session', { body: { token } });
}

export function readFacts(): Promise<BoardFacts> {
  return ask('/api/board');
}

/** The newest entry comes first. */
export async function readJournal(): Promise<readonly HistoryEntry[]> {
  return (await ask<{ entries: readonly HistoryEntry[] }>('/api/history')).entries;
}

export async function readChanges(): Promise<readonly Change[]> {
  return (await ask<{ changes: readonly Change[] }>('/api/changes')).changes;
}

/** What an order would do; nothing is written. */
export function preview(order: Order, signal: AbortSignal): Promise<Preview> {
  return ask('/api/preview', { body: order, signal });
}

/** Begins a change. Sent again with the same key, it begins none. */
export function begin(order: Order, key: string): Promise<Change> {
  return ask('/api/changes', { body: order, headers: { 'idempotency-key': key } });
}

/** Interrupts a change, as Ctrl-C does the command. */
export function stop(id: string): Promise<unknown> {
  return ask(`/api/changes/${encodeURIComponent(id)}/stop`, { body: {} });
}

/** Breaks a region of a sandbox. */
export function breakRegion(fault: BoardFault): Promise<unknown> {
  return ask('/api/faults', { body: fault });
}

/** Ends every fault of a sandbox. */
export function clearFaults(): Promise<unknown> {
  return ask('/api/faults/clear', { body: {} });
}

async function ask<T>(
  path: string,
  { body, headers, signal }: { body?: object; headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<T> {
  const post = {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
  const response = await fetch(path, { ...(body ? post : {}), signal });
  const answer = await response.json();
  if (response.ok) return answer as T;
  const { message = `The board answers ${response.status}.`, suggestions } = answer.error ?? {};
  throw new ApiError(response.status, message, suggestions);
}
