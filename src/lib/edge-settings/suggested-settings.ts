import type { DistributionSettings } from '../cluster/cluster.js';

/**
 * What `cvs deploy --tune-distributions` asks of the stream distributions.
 *
 * One attempt, because a second one goes to the same origin. Two seconds to connect, which is more than any network
 * takes. Two target durations for an answer: less than players have in their buffers, and more than a server holds a
 * request for a playlist that is not there yet (RFC 8216bis section 6.2.5.2).
 *
 * @param targetDurationS the longest of the streams
 */
export function suggestedSettings(targetDurationS: number): DistributionSettings {
  return {
    errorCachingMinTtl: 0,
    connectionAttempts: 1,
    connectionTimeout: 2,
    responseTimeout: Math.min(60, Math.max(2, Math.ceil(2 * targetDurationS))),
  };
}
