import type { OriginFaults, Track } from './stream-faults.js';

/** What takes quality from each track. */
const BAD = { video: ['black', 'frozen-picture'], audio: ['silent'] } as const;
/** How much each segment in a row takes from the score, of 100. */
const STEP = 50;

/**
 * The media quality score of a segment, 0 to 100. It falls as long as the problem lasts and is 100 again at once when it is
 * over ("MQCS metrics", AWS Elemental MediaLive User Guide: "MQCS black frame detected").
 */
export function scoreOf(track: Track, sequence: number, faults: OriginFaults): number {
  const bad = BAD[track].flatMap((how) => faults.since(how, sequence) ?? []);
  if (bad.length === 0) return 100;
  return Math.max(0, 100 - STEP * (sequence - Math.min(...bad) + 1));
}

/**
 * `CMSD-Static` of an answer ("CMSD headers from AWS Elemental MediaPackage": object type, streaming format, live). AWS
 * names the key for the score in a table that could not be read; this one is the sandbox's.
 */
export function cmsdStatic(type: string, score: number): string {
  const objectType = type.startsWith('video/') ? 'v' : type.startsWith('audio/') ? 'a' : 'm';
  return `ot=${objectType},sf=h,st=l,com.aws-mqcs=${score}`;
}
