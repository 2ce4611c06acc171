/**
 * Connections of a detector to one host. Far more than its polls need at a time, and few enough that thousands of
 * playlists do not open one each: a host that is slow for a moment is not helped by a flood of new connections.
 */
export const DETECTOR_CONNECTIONS = 64;
