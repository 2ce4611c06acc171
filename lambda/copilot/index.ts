import { systemClock } from '../../src/lib/clock.js';
import type { CopilotConfig } from './config.js';
import { askHead } from './head.js';
import { wireCopilot } from './wire-copilot.js';

/** The template's first line. */
declare const copilotConfig: CopilotConfig;

export const handler = wireCopilot(copilotConfig, {
  env: process.env,
  fetch,
  head: askHead,
  clock: systemClock,
  log: (message) => console.warn(JSON.stringify({ level: 'WARN', message })),
});
