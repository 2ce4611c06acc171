import type { Finding } from '../checks/check.js';
import type { Verdict } from '../judging/judge-places.js';
import type { DetectorSettings } from '../running/detector-settings.js';
import type { DetectorMessage, PlaylistReport } from './detector-message.js';

/** Puts a message together. @param parts `nowMs` is the wall clock */
export function writeMessage(parts: {
  settings: DetectorSettings;
  verdict: Verdict;
  sequence: number;
  nowMs: number;
  playlists: Record<string, PlaylistReport>;
  distributionPlaylists: Record<string, PlaylistReport> | undefined;
  findings: readonly Finding[];
}): DetectorMessage {
  const { settings, verdict } = parts;
  return {
    options: {
      cdn_url: settings.distributionPlaylistUrl,
      origin_url: settings.originPlaylistUrl,
      name: settings.name,
      region: settings.region,
      sns_topic: settings.topicArn,
      duration_multiplier: settings.durationMultiplier,
      stale_tolerance: settings.staleTolerance,
      change_detect: settings.changeDetect,
    },
    playlists: parts.playlists,
    distribution_playlists: parts.distributionPlaylists,
    findings: parts.findings,
    detector: {
      total: verdict.total,
      fresh: verdict.fresh,
      stale: verdict.stale,
      unknown: verdict.unknown,
      stale_playlist_percent: verdict.total === 0 ? 0 : Math.round((verdict.stale / verdict.total) * 100),
      stale_tolerance_percent: Math.round(settings.staleTolerance * 100),
      state: verdict.state,
      reason: verdict.reason,
      sequence: parts.sequence,
      observed_at: Math.floor(parts.nowMs / 1000),
      distribution: verdict.distribution,
    },
  };
}
