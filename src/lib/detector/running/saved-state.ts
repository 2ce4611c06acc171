import type { Clock } from '../../clock.js';
import type { SavedPoller } from '../polling/stream-poller.js';
import type { SavedPeers } from './peer-streams.js';

/** What a run saves for the next one, as plain JSON. */
export interface SavedState {
  version: 1;
  /** Wall clock, ms. */
  savedAt: number;
  /** Of the last message. */
  sequence: number;
  origin: SavedPoller;
  distribution?: SavedPoller;
  /** Absent where it does not fit. */
  peers?: SavedPeers;
}

/** Where state is kept between runs. When it is unreachable, a run begins with what its process remembers. */
export interface StateStore {
  load(): Promise<SavedState | undefined>;
  save(state: SavedState): Promise<void>;
}

/** How long the store is waited for at the start of a run. */
const LOAD_MS = 1500;

/** Loads what the last run saved. Rejects when the store refuses, or does not answer within 1.5 s. */
export async function loadInTime(store: StateStore, clock: Clock): Promise<SavedState | undefined> {
  const patience = new AbortController();
  const late = clock.sleep(LOAD_MS, patience.signal).then(
    () => Promise.reject(new Error(`no answer within ${LOAD_MS} ms`)),
    () => undefined,
  );
  return Promise.race([store.load(), late]).finally(() => patience.abort());
}

/** Reads what was saved; undefined where the text is something else, or of another version. */
export function parseSavedState(text: string): SavedState | undefined {
  try {
    const state = JSON.parse(text) as Partial<SavedState> | null;
    const whole = state?.version === 1 && Number.isFinite(state.savedAt) && Number.isSafeInteger(state.sequence);
    return whole && state.origin?.stream && state.origin.playlists ? (state as SavedState) : undefined;
  } catch {
    return undefined;
  }
}
