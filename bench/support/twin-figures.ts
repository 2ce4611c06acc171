import { Detector } from '../../src/lib/detector/running/detector.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { atMost, type Figure, type Progress } from '../figure.js';
import { type TwinFault, twinEncoders } from './twin-encoders.js';

const HOUR_MS = 3600_000;
/** A target duration of the simulated streams. */
const TARGET_MS = 2000;
const DEADLINE_MS = 3 * TARGET_MS;
/** From a fault to the message that it makes. */
const LIMIT_MS = 1.5 * TARGET_MS + 1500;
const FAULTS: readonly TwinFault[] = ['frozen', 503, 'refused', 'hang'];

const OWN = 'd1.cloudfront.net';
const SETTINGS = {
  name: 'bench',
  region: 'eu-west-1',
  distributionDomain: OWN,
  distributionPlaylistUrl: 'https://one.distribution.example/index.m3u8',
  originPlaylistUrl: 'https://one.origin.example/index.m3u8',
  peers: [
    {
      region: 'eu-west-2',
      distributionDomain: 'd2.cloudfront.net',
      originPlaylistUrl: 'https://two.origin.example/index.m3u8',
    },
  ],
  durationMultiplier: 3,
  staleTolerance: 0.95,
  changeDetect: 'MEDIASEQUENCE' as const,
  topicArn: '',
};

/** A detector with default settings and a twin, on simulated time. */
function observe(seed: number, network: boolean) {
  const clock = new FakeClock();
  const encoders = twinEncoders(clock, seed, network);
  const stale = new Map<string, number>();
  const counts = { alarms: 0 };
  const detector = new Detector({
    settings: SETTINGS,
    http: encoders.http,
    clock,
    publish: async () => {},
    log: () => {},
    observe: async ({ streams }) => {
      for (const { distribution_domain: domain, state } of streams) {
        if (state !== 'stale') stale.delete(domain);
        else if (!stale.has(domain)) {
          stale.set(domain, clock.monotonic());
          counts.alarms += 1;
        }
      }
    },
  });
  return { clock, encoders, detector, stale, counts };
}

/** Times from a fault of one of two jittering encoders to the observation that says so, and false alarms of two healthy ones. */
export async function twinFigures(
  progress: Progress,
  { faults = FAULTS, runs = 200, hours = 24 }: { faults?: readonly TwinFault[]; runs?: number; hours?: number } = {},
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const fault of faults) {
    const took: number[] = [];
    for (let run = 0; run < runs; run += 1) took.push(await timeOf(fault, run, (run / runs) * TARGET_MS));
    progress(`${fault}, with a twin: ${runs} faults`);
    const sorted = took.sort((one, two) => one - two);
    const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
    figures.push(
      { name: `${fault}, with a twin: to the observation, p50 of ${runs}`, value: at(0.5), unit: 'ms' },
      atMost(`${fault}, with a twin: to the observation, p99`, at(0.99), LIMIT_MS, 'ms'),
    );
  }
  const { clock, encoders, detector, counts } = observe(7, true);
  const running = detector.run(hours * HOUR_MS);
  for (let hour = 0; hour < hours; hour += 1) {
    await clock.advance(Math.min(HOUR_MS, (hours - hour) * HOUR_MS));
    progress(`${Math.min(hour + 1, hours)} of ${hours} simulated hours, ${counts.alarms} false alarms`);
  }
  await running;
  return [
    ...figures,
    { name: `late segments in ${hours} simulated hours of two encoders`, value: encoders.late, unit: '' },
    atMost('false alarms among them', counts.alarms, 0, ''),
  ];
}

async function timeOf(fault: TwinFault, seed: number, phaseMs: number): Promise<number> {
  const { clock, encoders, detector, stale } = observe(seed, false);
  const stop = new AbortController();
  const running = detector.run(HOUR_MS, stop.signal);
  await clock.advance(30_000 + phaseMs);
  const at = clock.monotonic();
  encoders.fault('one.origin.example', fault);
  await clock.advance(2 * DEADLINE_MS);
  stop.abort();
  await clock.advance(100);
  await running;
  return (stale.get(OWN) ?? Number.POSITIVE_INFINITY) - at;
}
