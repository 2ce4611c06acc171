/** Of 0.5 s. */
export const PARTS_A_SEGMENT = 4;
const CONTROL = '#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.5';

export interface LowLatencyShape {
  control?: string;
  partTarget?: number;
  /** Whether there are parts. */
  parts?: boolean;
  links?: readonly string[];
  /** How many segments a delta update leaves out. */
  skip?: number;
}

/** A low-latency playlist of 2 s segments that lists so many parts since the epoch. */
export function lowLatencyMedia(listed: number, shape: LowLatencyShape = {}): string {
  const { control = CONTROL, partTarget = 0.5, parts = true, links = [], skip = 0 } = shape;
  const [segments, open] = [Math.floor(listed / PARTS_A_SEGMENT), listed % PARTS_A_SEGMENT];
  const first = segments - 5;
  const partsOf = (sequence: number, count: number) =>
    Array.from({ length: parts ? count : 0 }, (_, part) => `#EXT-X-PART:DURATION=0.5,URI="${sequence}.${part}.mp4"`);
  return [
    '#EXTM3U',
    '#EXT-X-TARGETDURATION:2',
    `#EXT-X-MEDIA-SEQUENCE:${first}`,
    ...(parts ? [`#EXT-X-PART-INF:PART-TARGET=${partTarget}`] : []),
    ...(control ? [control] : []),
    `#EXT-X-PROGRAM-DATE-TIME:${new Date(Date.UTC(2026, 5, 1) + first * 2000).toISOString()}`,
    ...(skip > 0 ? [`#EXT-X-SKIP:SKIPPED-SEGMENTS=${skip}`] : []),
    ...Array.from({ length: 5 - skip }, (_, index) => first + skip + index).flatMap((sequence) => [
      ...(sequence > segments - 3 ? partsOf(sequence, PARTS_A_SEGMENT) : []),
      '#EXTINF:2,',
      `${sequence}.mp4`,
    ]),
    ...partsOf(segments, open),
    ...links,
  ].join('\n');
}
