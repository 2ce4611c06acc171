/**
 * How long a cache may keep a playlist, in seconds, before it does harm whatever the target duration: kept longer, a closed
 * playlist outlives the buffer of players, which stall instead of moving.
 */
export const HARMFUL_AGE_S = 30;
