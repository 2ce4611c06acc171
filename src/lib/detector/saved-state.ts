import type { SavedVantage } from './vantage.js';

/** What a run leaves to the next one; plain JSON. */
export interface SavedState {
  version: 1;
  /** Wall clock, ms. */
  savedAt: number;
  /** Of the last message. */
  sequence: number;
  origin: SavedVantage;
  distribution?: SavedVantage;
}

/** Where state is kept between runs. It may be away: then a run begins with what its process remembers. */
export interface StateStore {
  load(): Promise<SavedState | undefined>;
  save(state: SavedState): Promise<void>;
}

/** Reads what was saved; nothing where it is not ours, or of another version. */
export function parseSavedState(text: string): SavedState | undefined {
  try {
    const state = JSON.parse(text) as Partial<SavedState> | null;
    const whole = state?.version === 1 && Number.isFinite(state.savedAt) && Number.isSafeInteger(state.sequence);
    return whole && state.origin?.stream && state.origin.playlists ? (state as SavedState) : undefined;
  } catch {
    return undefined;
  }
}
