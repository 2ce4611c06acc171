import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import type { DistributionSettings } from '../cluster/cluster.js';
import { CLOUDFRONT_DEFAULTS, type EdgeSetting, edgeSettings } from './edge-settings.js';

/** What cvs changed of a distribution that is not its own, by the id of the setting. */
export type Memory = Readonly<Record<string, Remembered>>;

export interface Remembered {
  /** The owner's value; undefined: CloudFront's default applied. */
  was: number | undefined;
  /** What cvs set. */
  set: number;
}

export interface SettingChange {
  /** As CloudFront calls it. */
  name: string;
  before: number;
  after: number;
}

export interface Tuned {
  /** A copy, with everything else as it was. */
  config: DistributionConfig;
  changes: readonly SettingChange[];
  /** What is to be remembered once the configuration is in force. */
  memory: Memory;
  /** What somebody else has changed since cvs set it, as it is now: it is not taken back. */
  keptByOwner: readonly { name: string; value: number }[];
}

/**
 * The configuration of a distribution with its settings at most as high as is wanted. The owner's values that are lower
 * stay.
 *
 * @param wanted undefined: the owner's values come back
 * @param memory what cvs changed earlier
 */
export function tune(config: DistributionConfig, wanted: DistributionSettings | undefined, memory: Memory): Tuned {
  const copy = structuredClone(config);
  const changes: SettingChange[] = [];
  const keptByOwner: { name: string; value: number }[] = [];
  const remembered: Record<string, Remembered> = {};
  for (const setting of edgeSettings(copy)) {
    const { id, kind, name, stated, value } = setting;
    const earlier = memory[id];
    const ours = earlier !== undefined && earlier.set === stated;
    if (earlier && !ours && stated !== earlier.was && !wanted) keptByOwner.push({ name, value });
    const owners = ours ? earlier.was : stated;
    const target = bounded(owners, kind, wanted);
    if (target !== owners && target !== undefined) remembered[id] = { was: owners, set: target };
    if (target === stated) continue;
    setting.write(target);
    changes.push({ name, before: value, after: target ?? CLOUDFRONT_DEFAULTS[kind] });
  }
  return { config: copy, changes, memory: remembered, keptByOwner };
}

/** Whether cvs may have changed something of a distribution: some setting is not CloudFront's default. */
export function mayBeTuned(config: DistributionConfig): boolean {
  return edgeSettings(config).some(({ kind, value }) => value !== CLOUDFRONT_DEFAULTS[kind]);
}

/** The owner's value, or the bound where that is lower. */
function bounded(
  owners: number | undefined,
  kind: EdgeSetting['kind'],
  wanted: DistributionSettings | undefined,
): number | undefined {
  const most = wanted?.[kind] ?? Number.POSITIVE_INFINITY;
  return (owners ?? CLOUDFRONT_DEFAULTS[kind]) > most ? most : owners;
}
