import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { listOf } from '../list-of.js';
import { CLOUDFRONT_DEFAULTS, type EdgeSetting, edgeSettings } from './edge-settings.js';

/** The longest error caching minimum TTL that lets go of errors in time, s. */
const MAX_ERROR_TTL_S = 1;
/**
 * How many target durations a request may hold a player up: players begin three before the live edge (RFC 8216bis
 * section 6.3.3), and stall when these are used up.
 */
const BUFFER_TARGET_DURATIONS = 3;

/** What of a stream decides which times are too long. */
export interface StreamTimes {
  /** EXT-X-TARGETDURATION, s. */
  targetDurationS: number;
  /** Whether its server holds requests for playlists that are not there yet (CAN-BLOCK-RELOAD). */
  blockingReload?: boolean;
}

/** Something of a distribution's configuration that keeps a reroute from helping in time. */
export interface RerouteObstacle {
  /** In the catalogue of findings. */
  id: 'origin-errors-kept' | 'connecting-takes-long' | 'response-timeout-long' | 'response-timeout-short';
  /** What it is, with the values. */
  message: string;
}

/**
 * What of a distribution's configuration stands against rerouting: errors of the origin that its edges keep and serve
 * on, and requests in flight that they wait for. Empty: nothing does.
 */
export function rerouteObstacles(config: DistributionConfig, stream: StreamTimes): RerouteObstacle[] {
  const settings = edgeSettings(config);
  return [...keptErrors(settings), ...longWaits(settings, stream)];
}

function keptErrors(settings: readonly EdgeSetting[]): RerouteObstacle[] {
  const kept = settings.filter(({ kind, value }) => kind === 'errorCachingMinTtl' && value > MAX_ERROR_TTL_S);
  return [...new Set(kept.map(({ value }) => value))].map((seconds) => {
    const codes = kept.filter(({ value }) => value === seconds).map(({ id }) => id.replace('errors/', ''));
    const byDefault = kept.some(({ value, stated }) => value === seconds && stated === undefined);
    return {
      id: 'origin-errors-kept',
      message: `errors ${listOf(codes)} are kept for ${seconds} s${byDefault ? ' (CloudFront’s default)' : ''}`,
    };
  });
}

function longWaits(settings: readonly EdgeSetting[], stream: StreamTimes): RerouteObstacle[] {
  const limitS = BUFFER_TARGET_DURATIONS * stream.targetDurationS;
  const origins = [...new Set(settings.flatMap(({ originId }) => originId ?? []))];
  return origins.flatMap((originId): RerouteObstacle[] => {
    const settingOf = (kind: EdgeSetting['kind']) =>
      settings.find((one) => one.originId === originId && one.kind === kind)?.value;
    const attempts = settingOf('connectionAttempts') ?? CLOUDFRONT_DEFAULTS.connectionAttempts;
    const wait = (timeoutS: number) =>
      `${attempts * timeoutS} s (${attempts} × ${timeoutS} s; target duration ${stream.targetDurationS} s)`;
    const connectS = settingOf('connectionTimeout') ?? CLOUDFRONT_DEFAULTS.connectionTimeout;
    const responseS = settingOf('responseTimeout');
    const obstacles: RerouteObstacle[] = [];
    if (attempts * connectS > limitS) {
      const message = `the origin ${originId} may take ${wait(connectS)} to refuse a connection`;
      obstacles.push({ id: 'connecting-takes-long', message });
    }
    if (responseS !== undefined && attempts * responseS > limitS) {
      const message = `a request to the origin ${originId} may hang for ${wait(responseS)}`;
      obstacles.push({ id: 'response-timeout-long', message });
    }
    if (responseS !== undefined && stream.blockingReload && responseS <= stream.targetDurationS) {
      const message = `the origin ${originId} has ${responseS} s for an answer, and holds requests for up to ${stream.targetDurationS} s`;
      obstacles.push({ id: 'response-timeout-short', message });
    }
    return obstacles;
  });
}
