/** Seconds between a player's readings of the steering manifest: how long it may not know of a change. */
export const STEERING_TTL_S = 5;

/** Seconds for which an edge keeps the steering manifest, so that all its viewers cost one decision a second. */
export const STEERING_MAX_AGE_S = 1;

/** How long a replication takes at most, in ms: "usually within a second" ("How DynamoDB global tables work"), with a margin. */
const REPLICATION_MS = 1400;

/**
 * How old a copilot's knowledge may be for a close to begin by it, in ms: what it remembers (1 s) and what a reading may
 * take (300 ms). A copilot that knows less lets nothing begin that had not begun when it last read the state table.
 */
export const KNOWLEDGE_AGE_MS = 1300;

/**
 * How long a close must have been in a replica before it begins, in ms, where nothing proves earlier that no other close
 * was accepted.
 *
 * A transaction sees only the replica it is made in, so that two closes of two regions through two replicas can both be
 * accepted. Both are in every replica after one replication, and every copilot whose knowledge is not older than
 * {@link KNOWLEDGE_AGE_MS} knows of both after that; with both known, neither is in force. A longer time would keep
 * viewers waiting where a replica is unreachable.
 */
export const SETTLE_MS = REPLICATION_MS + KNOWLEDGE_AGE_MS;

/** How long cvs waits for a replica's answer, in ms. A write that is not answered by then may have landed at any moment. */
export const ANSWER_BOUND_MS = 2500;

/**
 * How long an opening must have been in a replica until it counts as open for the close of another distribution, in ms:
 * every copilot knows of it, and so does every player. A steering manifest leaves out what is closed; a player that has not
 * read a newer one knows of no other pathway, and stops at a 404.
 */
export const OPENING_KNOWN_MS = SETTLE_MS + (STEERING_MAX_AGE_S + STEERING_TTL_S) * 1000;
