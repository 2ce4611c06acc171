import type { RegionMaster } from '../src/lib/hls/refusal.js';
import { mergeMasters } from '../src/lib/playlist/merge/merge.js';
import { atMost, type Figure } from './figure.js';

const SIZES = [10, 100, 1000, 10_000];
const RUNS = 15;
/** Number of merges of 2 × 1,000 variants after which the engine has compiled the merge. */
const WARM_UP_RUNS = 20;

/**
 * Merges two regions' master playlists with different numbers of variants: ms of CPU time, in all and per variant. Time
 * per variant is constant if the cost grows linearly. The playlists are ladders as packagers write them, with an audio
 * group.
 *
 * A merge does not wait, so CPU time is its duration on a core of its own. The least of the runs counts, because other
 * processes disturb the caches.
 */
export default async function playlist(): Promise<Figure[]> {
  const cold = timeOf(masters(1000));
  for (let run = 0; run < WARM_UP_RUNS; run += 1) timeOf(masters(1000));
  const times = new Map<number, number[]>(SIZES.map((size) => [size, []]));
  // In turns, so that a busy moment of the machine affects all sizes.
  for (let round = 0; round < RUNS; round += 1) {
    for (const size of SIZES) times.get(size)?.push(timeOf(masters(size)));
  }
  const ms = (size: number) => Math.min(...(times.get(size) ?? []));
  return [
    ...SIZES.map((size) =>
      size === 1000 ? atMost(name(size), ms(size), 50, 'ms') : { name: name(size), value: ms(size), unit: 'ms' },
    ),
    ...SIZES.map((size) => ({ name: `${name(size)}, a variant`, value: (ms(size) * 1000) / (2 * size), unit: 'µs' })),
    // Ten times the work, and a heap of ten times the size to collect. A quadratic merge would take a hundred times.
    atMost('growth from 2 × 1,000 to 2 × 10,000', ms(10_000) / ms(1000), 20, '×'),
    { name: '2 × 1,000 in a new process', value: cold, unit: 'ms' },
  ];
}

function name(size: number): string {
  return `2 × ${size.toLocaleString('en')}`;
}

/** CPU time of one merge, in ms, the engine's own threads included. */
function timeOf(regions: readonly RegionMaster[]): number {
  const start = process.cpuUsage();
  const { summary } = mergeMasters(regions, { steering: true });
  const { user, system } = process.cpuUsage(start);
  if (summary.rungs * 2 !== regions.reduce((sum, { text }) => sum + text.split('#EXT-X-STREAM-INF').length - 1, 0)) {
    throw new Error('The merge lost a rung.');
  }
  return (user + system) / 1000;
}

function masters(variants: number): RegionMaster[] {
  return ['eu-west-1', 'eu-west-2'].map((region, index) => ({
    region,
    url: `https://d${index}.cloudfront.net/out/v1/abc/index.m3u8`,
    text: master(variants),
  }));
}

function master(variants: number): string {
  const lines = Array.from({ length: variants }, (_, n) => [
    `#EXT-X-STREAM-INF:BANDWIDTH=${(n + 1) * 1000},AVERAGE-BANDWIDTH=${(n + 1) * 900},CODECS="avc1.640028,mp4a.40.2",RESOLUTION=1920x${n % 1080},FRAME-RATE=29.970,AUDIO="audio_0"`,
    `index_${n}.m3u8`,
  ]);
  const audio =
    '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio_0",LANGUAGE="eng",NAME="English",AUTOSELECT=YES,DEFAULT=YES,CHANNELS="2",URI="audio.m3u8"';
  return ['#EXTM3U', '#EXT-X-VERSION:6', '#EXT-X-INDEPENDENT-SEGMENTS', audio, ...lines.flat(), ''].join('\n');
}
