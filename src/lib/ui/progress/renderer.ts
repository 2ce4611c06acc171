import type { Report } from '../../progress.js';

/** Shows progress events. Two exist: live tasks for a terminal, plain lines for everything else. */
export interface Renderer {
  report: Report;
  /** Waits until all that was reported is on the screen. */
  finish(): Promise<void>;
}

/** What a renderer writes to: standard error, so that results and `--json` have standard output to themselves. */
export type Output = NodeJS.WriteStream;
