/** Seconds between a player's readings of the steering manifest: how long it may not know of a change. */
export const STEERING_TTL_S = 5;

/** Seconds for which an edge keeps the steering manifest, so that all its viewers cost one decision a second. */
export const STEERING_MAX_AGE_S = 1;

/**
 * How old a copilot's knowledge of the replica it reads may be, in ms: what it remembers (1 s) and what a reading may
 * take (300 ms).
 */
export const KNOWLEDGE_AGE_MS = 1300;

/**
 * How long after its write a close begins, in ms, where nothing proves earlier that no other close was accepted.
 *
 * A transaction sees only the replica it is made in, so that two closes of two regions through two replicas can both be
 * accepted. Both are in every replica after one replication, and every copilot knows of both after another
 * {@link KNOWLEDGE_AGE_MS}; with both known, neither is in force. What is left of this time for the replication is
 * 1.4 s: "usually within a second" ("How DynamoDB global tables work"), with a margin. A longer time would keep viewers
 * waiting where a replica is unreachable.
 */
export const SETTLE_MS = 2700;

/**
 * How long after its write an opening counts as open for the close of another distribution, in ms: every copilot knows
 * of it, and so does every player. A steering manifest leaves out what is closed; a player that has not read a newer one
 * knows of no other pathway, and stops at a 404.
 */
export const OPENING_KNOWN_MS = SETTLE_MS + (STEERING_MAX_AGE_S + STEERING_TTL_S) * 1000;
