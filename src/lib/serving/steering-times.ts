/** Seconds between a player's readings of the steering manifest: how long it may not know of a change. */
export const STEERING_TTL_S = 5;

/** Seconds for which an edge keeps the steering manifest, so that all its viewers cost one decision a second. */
export const STEERING_MAX_AGE_S = 1;
