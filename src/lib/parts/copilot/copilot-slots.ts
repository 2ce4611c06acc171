import type { DistributionConfig, LambdaFunctionAssociation } from '@aws-sdk/client-cloudfront';
import { CvsError } from '../../errors.js';

/** The event at which the copilot runs: on cache misses only. */
const COPILOT_EVENT = 'origin-request';

type Behavior = Pick<
  NonNullable<DistributionConfig['DefaultCacheBehavior']>,
  'LambdaFunctionAssociations' | 'SmoothStreaming'
>;

/** The place for an origin-request function in one behavior of a distribution. */
export interface CopilotSlot {
  /** Path pattern of the behavior; `Default (*)` as in the console. */
  behavior: string;
  /** ARN, with version, of the function that holds it. */
  versionArn?: string;
}

/**
 * The slots of a distribution where a copilot belongs: every behavior but Microsoft Smooth Streaming, whose manifests
 * are none of HLS's.
 */
export function copilotSlots(config: DistributionConfig): CopilotSlot[] {
  return behaviorsOf(config).map(({ name, behavior }) => ({
    behavior: name,
    versionArn: behavior.LambdaFunctionAssociations?.Items?.find((one) => one.EventType === COPILOT_EVENT)
      ?.LambdaFunctionARN,
  }));
}

/**
 * A copy of the config with these slots filled (or emptied), and everything else as it was: CloudFront replaces the
 * whole config by what it is sent.
 *
 * @param fill the version ARN for a slot's new holder, undefined for none
 */
export function withCopilotSlots(
  config: DistributionConfig,
  fill: (slot: CopilotSlot) => string | undefined,
): DistributionConfig {
  const copy = structuredClone(config);
  const slots = copilotSlots(config);
  for (const [index, { behavior }] of behaviorsOf(copy).entries()) {
    const slot = slots[index] as CopilotSlot;
    const versionArn = fill(slot);
    if (versionArn === slot.versionArn) continue;
    const others = (behavior.LambdaFunctionAssociations?.Items ?? []).filter((one) => one.EventType !== COPILOT_EVENT);
    const items: LambdaFunctionAssociation[] = versionArn
      ? [...others, { EventType: COPILOT_EVENT, LambdaFunctionARN: versionArn, IncludeBody: false }]
      : others;
    behavior.LambdaFunctionAssociations = { Quantity: items.length, ...(items.length > 0 ? { Items: items } : {}) };
  }
  return copy;
}

function behaviorsOf(config: DistributionConfig): { name: string; behavior: Behavior }[] {
  const all: { name: string; behavior: Behavior | undefined }[] = [
    { name: 'Default (*)', behavior: config.DefaultCacheBehavior },
    ...(config.CacheBehaviors?.Items ?? []).map((behavior) => ({ name: behavior.PathPattern ?? '', behavior })),
  ];
  return all.flatMap(({ name, behavior }) => (behavior && !behavior.SmoothStreaming ? [{ name, behavior }] : []));
}

/** `arn:aws:lambda:us-east-1:123456789012:function:name:7` → its function's ARN and its version. */
export function splitVersionArn(versionArn: string): { functionArn: string; version: string } {
  const parts = versionArn.split(':');
  return { functionArn: parts.slice(0, 7).join(':'), version: parts[7] ?? '' };
}

/** Joins the copilot stack's two outputs; the second may be a bare number or already the whole ARN. */
export function toVersionArn(functionArn: string, version: string): string {
  return version.startsWith('arn:') ? version : `${functionArn}:${version}`;
}

/**
 * The first slot that a function other than the copilot holds.
 *
 * @param former copilots of the cluster whose stack is gone: the copilot takes their place
 */
export function foreignSlot(
  slots: readonly CopilotSlot[],
  functionArn: string | undefined,
  former: ReadonlySet<string> = new Set(),
): CopilotSlot | undefined {
  return slots.find(({ versionArn }) => {
    const holder = versionArn && splitVersionArn(versionArn).functionArn;
    return holder && holder !== functionArn && !former.has(holder);
  });
}

/** Whether a former copilot holds one of the slots. */
export function holdsFormer(slots: readonly CopilotSlot[], former: ReadonlySet<string>): boolean {
  return slots.some(({ versionArn }) => versionArn && former.has(splitVersionArn(versionArn).functionArn));
}

/** The error for a slot that another function holds. */
export function slotTaken(distributionId: string, slot: CopilotSlot): CvsError {
  return new CvsError({
    code: 'SLOT_TAKEN',
    message:
      `Behavior ${slot.behavior} of distribution ${distributionId} already runs ${slot.versionArn} on origin-request;` +
      ' CloudFront allows one function there, and the copilot needs the place.',
    suggestions: ['Take that function off the behavior, or move it to viewer-request.'],
  });
}
