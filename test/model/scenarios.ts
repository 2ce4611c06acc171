import type { Scenario } from './scenario.js';
import { CLOSING } from './scenarios/closing.js';
import { CONSOLES } from './scenarios/consoles.js';
import { DECIDING } from './scenarios/deciding.js';
import { OPENING } from './scenarios/opening.js';
import { REROUTING } from './scenarios/rerouting.js';
import { THREE_REGIONS } from './scenarios/three-regions.js';

/** Scenarios in which every property must hold. */
export const SCENARIOS: readonly Scenario[] = [
  ...CLOSING,
  ...OPENING,
  ...DECIDING,
  ...CONSOLES,
  ...THREE_REGIONS,
  ...REROUTING,
];
