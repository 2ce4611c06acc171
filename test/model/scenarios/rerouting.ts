import type { Scenario } from '../scenario.js';
import { ann, BOTH, bob, close, drain, open, PHASES_MS, reroute, SKEWS_MS, two } from './acts.js';
import { OUT_OF_REACH } from './known-limits.js';

/** A region is served from another one's origin while regions are closed and opened. */
export const REROUTING: readonly Scenario[] = [
  {
    ...two,
    name: 'one reroutes a region, and another one closes the region that stands in',
    people: [
      { ...ann, acts: [[reroute(0, 1)], [close(0, { now: true, instead: 1 })]], mayBeLost: true },
      {
        ...bob,
        acts: [[close(1, { now: true })], [close(1, { now: true, instead: 0 })], [reroute(1, 0)]],
        startsMs: [0, 130, 2600, 5000],
      },
    ],
  },
  {
    ...two,
    name: 'one reroutes a region, and another one decides otherwise of it',
    limits: [OUT_OF_REACH],
    people: [
      { ...ann, acts: [[reroute(0, 1)], [reroute(0, 1, 5)], [close(0, { now: true, instead: 1 })]] },
      { ...bob, acts: [[open(0)], [drain(0)], [close(0, { now: true })]], startsMs: [0, 130, 900, 2600, 9000] },
    ],
  },
  {
    ...two,
    name: 'reroutes with clocks 30 s wrong',
    phasesMs: PHASES_MS,
    people: [
      { ...ann, acts: [[reroute(0, 1, 5)], [close(0, { now: true, instead: 1 })]], reach: BOTH, skewsMs: SKEWS_MS },
      { ...bob, acts: [[close(1)], [open(0)]], reach: BOTH, startsMs: [130, 2600], skewsMs: SKEWS_MS },
    ],
  },
];
