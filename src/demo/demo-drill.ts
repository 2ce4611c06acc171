import type { DrillOptions } from '../lib/drill/drill-options.js';
import { drillJson } from '../lib/drill/drill-words.js';
import { runDrill } from '../lib/drill/run-drill.js';

/** The result of the demo's drill; times in ms, null where the moment was not seen. */
export interface DemoDrill {
  closedRegion: string;
  closedDomain: string;
  viewer: { segments: number; errorResponses: number; longestStallMs: number };
  /** From the write of the drain until the viewer had left. */
  drainToSwitchMs: number | null;
  /** From the start of the close until the 404 was seen. */
  closeEffectiveMs: number | null;
  reopened: boolean;
}

/** How long the viewer plays before the close, and how long the region stays closed, in ms. */
const BASELINE_MS = 6000;
const HOLD_MS = 4000;

/** One viewer, one drained close, one open. */
export async function demoDrill(
  options: Omit<DrillOptions, 'baselineMs' | 'holdMs' | 'viewers'>,
): Promise<{ drill: DemoDrill; failures: readonly string[] }> {
  const report = await runDrill({ ...options, baselineMs: BASELINE_MS, holdMs: HOLD_MS, viewers: 1 });
  const viewer = report.viewers[0];
  return {
    drill: {
      closedRegion: report.closedRegion,
      closedDomain: report.closedDomain,
      viewer: {
        segments: viewer?.segments ?? 0,
        errorResponses: viewer?.errorResponses ?? 0,
        longestStallMs: Math.round(viewer?.longestStallMs ?? 0),
      },
      drainToSwitchMs: report.drainToSwitchMs ?? null,
      closeEffectiveMs: report.closeEffectiveMs ?? null,
      reopened: report.reopened,
    },
    failures: drillJson(report).failures,
  };
}
