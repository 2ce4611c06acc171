import { LONGEST_SENTENCE, outsideText } from '../../outside-text.js';
import type { Finding } from '../checks/check.js';
import { markerFindings, regionFindings, streamFindings } from '../checks/compare-playlists.js';
import { RecentFindings } from '../checks/recent-findings.js';
import { PollCounters } from '../polling/counters.js';
import { StreamPoller } from '../polling/stream-poller.js';
import type { PlaylistReport, StreamState } from '../reporting/detector-message.js';
import type { DetectorParts } from './detector.js';
import type { DetectorSettings } from './detector-settings.js';

export interface StreamCheckOptions extends Pick<DetectorParts, 'http' | 'clock'> {
  /** Master or media playlist. */
  url: string;
  /** The other region's, to compare with. */
  against?: string;
  settings: Pick<DetectorSettings, 'durationMultiplier' | 'staleTolerance' | 'changeDetect'>;
  signal: AbortSignal;
}

export interface StreamCheckResult {
  url: string;
  state: StreamState;
  /** The copilot answered that the distribution is closed. */
  closed: boolean;
  reason?: string;
  /** By URL without its query. */
  playlists: Record<string, PlaylistReport>;
  /** Errors first. Notes do not count as something wrong. */
  findings: readonly Finding[];
  /** Whether there is an error or a warning among them. */
  clean: boolean;
  seconds: number;
}

/** How long it sleeps between polls. */
const STEP_MS = 100;
/** How long it tries to read a master, ms. */
const MASTER_ATTEMPTS_MS = 5000;

/**
 * Looks at a stream once: every playlist is polled until a segment is seen to appear in it, at least twice, and at most
 * until the deadline. Rejects with the signal's reason when it aborts.
 */
export async function checkStream(options: StreamCheckOptions): Promise<StreamCheckResult> {
  const { clock, signal, url, against } = options;
  const began = clock.monotonic();
  const findings = new RecentFindings();
  const shared = { ...options, ...options.settings, counters: new PollCounters() };
  const ours = new StreamPoller({ ...shared, probeMedia: true, findings });
  // Findings of the other region are not reported.
  const apart = { ...shared, probeMedia: false, findings: new RecentFindings() };
  const theirs = against ? new StreamPoller({ ...apart, url: against }) : undefined;

  const both = theirs ? [ours, theirs] : [ours];
  const underWay = new Set<Promise<void>>();
  for (;;) {
    signal.throwIfAborted();
    for (const task of both.flatMap((one) => one.due(false, signal))) {
      const tracked = task.finally(() => underWay.delete(tracked));
      underWay.add(tracked);
    }
    if (both.every((one) => isKnown(one, clock.monotonic(), began))) break;
    await clock.sleep(STEP_MS, signal);
  }
  await Promise.all(underWay);

  const at = clock.monotonic();
  const members = ours.members();
  const { state, closed, reason } = ours.judge(at);
  if (state === 'stale') findings.add('stale', url, reason ?? '', at);
  const others = theirs?.members();
  const compared = [
    ...streamFindings(url, members),
    ...regionFindings(members, others),
    ...markerFindings(members, others),
  ];
  const found = [...findings.list(at), ...compared];
  return {
    url: outsideText(url, LONGEST_SENTENCE),
    state,
    closed,
    reason,
    playlists: ours.reports(at),
    findings: found,
    clean: found.every(({ severity }) => severity === 'note'),
    seconds: Math.round((at - began) / 100) / 10,
  };
}

/** Whether polling longer would tell nothing more. */
function isKnown(poller: StreamPoller, at: number, began: number): boolean {
  const { total, closed } = poller.judge(at);
  return closed || (total === 0 ? at - began > MASTER_ATTEMPTS_MS : poller.isKnown(at));
}
