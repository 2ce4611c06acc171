import type { DetectorMessage } from '../reporting/detector-message.js';
import { type MetricsAddress, startMetricsServer } from '../reporting/metrics-server.js';
import { prometheusText } from '../reporting/prometheus.js';
import { Detector, type DetectorParts } from './detector.js';

export interface RunDetectorOptions extends Pick<DetectorParts, 'settings' | 'http' | 'clock' | 'log' | 'observe'> {
  /** Ends the run. */
  signal: AbortSignal;
  /** Ends it by itself after so many ms. */
  durationMs?: number;
  /** Sends a message to the topic; absent where there is none. */
  send?(message: DetectorMessage): Promise<void>;
  /** Gets every message, and with `everyMs` also what is known in between. */
  show(message: DetectorMessage, published: boolean): void;
  /** How often `show` is called between messages. */
  everyMs?: number;
  prometheus?: MetricsAddress;
}

/** Runs the detector in the foreground, as in Lambda but without an end. @returns what it knew last */
export async function runDetector(options: RunDetectorOptions): Promise<DetectorMessage> {
  const { clock, signal, show, send, everyMs, prometheus } = options;
  const detector = new Detector({
    ...options,
    publish: async (message) => {
      show(message, true);
      await send?.(message);
    },
  });
  const metrics = prometheus
    ? await startMetricsServer(prometheus, () => prometheusText(detector.view(), detector.totals, clock.now()))
    : undefined;
  const over = new AbortController();
  const showing = everyMs === undefined ? undefined : showUntil(over.signal, everyMs);
  try {
    await detector.run(options.durationMs ?? Number.POSITIVE_INFINITY, signal);
  } finally {
    over.abort();
    await showing;
    await metrics?.close();
  }
  return detector.view();

  async function showUntil(end: AbortSignal, stepMs: number): Promise<void> {
    while (!end.aborted) {
      show(detector.view(), false);
      await clock.sleep(stepMs, end).catch(() => undefined);
    }
  }
}
