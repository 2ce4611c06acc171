import type { DefaultCacheBehavior, DistributionConfig, Origin } from '@aws-sdk/client-cloudfront';
import type { DistributionSettings } from '../cluster/cluster.js';

/** Errors that say that an origin is in trouble. CloudFront keeps them; 502 and 504 it makes itself. */
export const ORIGIN_ERRORS = [500, 502, 503, 504] as const;

/**
 * CloudFront's defaults: CloudFront Developer Guide, "Control how long CloudFront caches errors" and "Origin settings".
 * Times in seconds.
 */
export const CLOUDFRONT_DEFAULTS: Readonly<DistributionSettings> = {
  errorCachingMinTtl: 10,
  connectionAttempts: 3,
  connectionTimeout: 10,
  responseTimeout: 30,
};

/** One setting of a distribution that decides how long its edges hold on to an origin in trouble. */
export interface EdgeSetting {
  kind: keyof DistributionSettings;
  /** Stays the same for as long as the origin keeps its id, such as `errors/503` or `origin/packager/responseTimeout`. */
  id: string;
  /** As CloudFront calls it, and of what. */
  name: string;
  /** As the configuration states it; undefined: CloudFront's default applies. Times in seconds. */
  stated: number | undefined;
  /** As it applies. */
  value: number;
  /** The origin's id, for settings of an origin. */
  originId?: string;
  /** Changes the configuration that the setting was read from. */
  write(value: number | undefined): void;
}

/**
 * The settings of a distribution that count: the error caching of {@link ORIGIN_ERRORS}, and the attempts and timeouts
 * of the origins of every behavior but Smooth Streaming.
 */
export function edgeSettings(config: DistributionConfig): EdgeSetting[] {
  return [
    ...ORIGIN_ERRORS.map((code) => errorSetting(config, code)),
    ...streamOrigins(config).flatMap((origin) => originSettings(origin)),
  ];
}

/** The origins that serve the stream, in the distribution's order. */
export function streamOrigins(config: DistributionConfig): Origin[] {
  const behaviors: (DefaultCacheBehavior | undefined)[] = [
    config.DefaultCacheBehavior,
    ...(config.CacheBehaviors?.Items ?? []),
  ];
  const targets = new Set(behaviors.flatMap((one) => (one && !one.SmoothStreaming ? [one.TargetOriginId] : [])));
  for (const { Id, Members } of config.OriginGroups?.Items ?? []) {
    if (targets.has(Id)) for (const { OriginId } of Members?.Items ?? []) targets.add(OriginId);
  }
  return (config.Origins?.Items ?? []).filter(({ Id }) => targets.has(Id));
}

function errorSetting(config: DistributionConfig, code: number): EdgeSetting {
  const entry = () => config.CustomErrorResponses?.Items?.find(({ ErrorCode }) => ErrorCode === code);
  const stated = entry()?.ErrorCachingMinTTL;
  return {
    kind: 'errorCachingMinTtl',
    id: `errors/${code}`,
    name: `ErrorCachingMinTTL of ${code}`,
    stated,
    value: stated ?? CLOUDFRONT_DEFAULTS.errorCachingMinTtl,
    write(value) {
      const found = entry();
      // An entry that has nothing but the time goes with it.
      const kept = (config.CustomErrorResponses?.Items ?? []).filter(
        (one) => one !== found || value !== undefined || one.ResponsePagePath,
      );
      if (found) found.ErrorCachingMinTTL = value;
      else kept.push({ ErrorCode: code, ErrorCachingMinTTL: value, ResponsePagePath: '', ResponseCode: '' });
      config.CustomErrorResponses = { Quantity: kept.length, ...(kept.length > 0 ? { Items: kept } : {}) };
    },
  };
}

function originSettings(origin: Origin): EdgeSetting[] {
  const custom = origin.CustomOriginConfig ?? origin.VpcOriginConfig;
  const setting = (
    kind: EdgeSetting['kind'],
    field: string,
    stated: number | undefined,
    write: EdgeSetting['write'],
  ): EdgeSetting => ({
    kind,
    id: `origin/${origin.Id}/${kind}`,
    name: `${field} of the origin ${origin.Id}`,
    stated,
    value: stated ?? CLOUDFRONT_DEFAULTS[kind],
    originId: origin.Id,
    write,
  });
  return [
    setting('connectionAttempts', 'ConnectionAttempts', origin.ConnectionAttempts, (value) => {
      origin.ConnectionAttempts = value;
    }),
    setting('connectionTimeout', 'ConnectionTimeout', origin.ConnectionTimeout, (value) => {
      origin.ConnectionTimeout = value;
    }),
    ...(custom
      ? [
          setting('responseTimeout', 'OriginReadTimeout', custom.OriginReadTimeout, (value) => {
            custom.OriginReadTimeout = value;
          }),
        ]
      : []),
  ];
}
