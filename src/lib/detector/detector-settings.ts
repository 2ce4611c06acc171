import type { ChangeDetect } from '../cluster/cluster.js';
import { usageError } from '../errors.js';

/** What one detector follows, and when it calls it stale. */
export interface DetectorSettings {
  name: string;
  /** AWS region code of the stream region. */
  region: string;
  /** The stream's master playlist through the distribution. */
  distributionPlaylistUrl: string;
  /** The same playlist at the origin: freshness is judged there. */
  originPlaylistUrl: string;
  /** A playlist is stale when it had no new segment for TARGETDURATION × this. */
  durationMultiplier: number;
  /** Share of stale playlists, 0 to 1, at which the stream is stale. */
  staleTolerance: number;
  changeDetect: ChangeDetect;
  topicArn: string;
}

/**
 * Reads the settings from the environment variables that the stale-playlist-detector template sets.
 *
 * @throws CvsError DETECTOR_SETTINGS naming the variable
 */
export function readDetectorSettings(env: Readonly<Record<string, string | undefined>>): DetectorSettings {
  const text = (name: string) => {
    const value = env[name];
    if (!value) throw usageError('DETECTOR_SETTINGS', `The environment variable ${name} is not set.`);
    return value;
  };
  const url = (name: string) => {
    const value = text(name);
    if (!URL.canParse(value)) throw usageError('DETECTOR_SETTINGS', `${name} is not a URL: ${value}`);
    return value;
  };
  const positive = (name: string) => {
    const value = Number(text(name));
    if (!(value > 0)) throw usageError('DETECTOR_SETTINGS', `${name} is not a positive number: ${env[name]}`);
    return value;
  };
  const changeDetect = text('SPD_CHANGE_DETECT');
  if (changeDetect !== 'MEDIASEQUENCE' && changeDetect !== 'CONTENTHASH') {
    throw usageError(
      'DETECTOR_SETTINGS',
      `SPD_CHANGE_DETECT is neither MEDIASEQUENCE nor CONTENTHASH: ${changeDetect}`,
    );
  }
  return {
    name: text('SPD_NAME'),
    region: text('AWS_REGION'),
    distributionPlaylistUrl: url('SPD_CDN_URL'),
    originPlaylistUrl: url('SPD_ORIGIN_URL'),
    durationMultiplier: positive('SPD_DURATION_MULTIPLIER'),
    staleTolerance: positive('SPD_STALE_TOLERANCE'),
    changeDetect,
    topicArn: text('SPD_SNS_TOPIC'),
  };
}
