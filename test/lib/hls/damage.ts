import { fixture } from '../playlist/masters.js';

/** Recorded master playlists: of each shape, those of two regions. */
export const MASTERS = ['mediapackage-v1', 'mediapackage-v2', 'medialive-s3', 'apple-fmp4', 'll-hls', 'everything'].map(
  (shape) => ['eu-west-1', 'eu-west-2'].map((region) => fixture(`${shape}/${region}.m3u8`)),
);

/** A media playlist with a tag of every kind. */
export const MEDIA = [
  '#EXTM3U',
  '#EXT-X-TARGETDURATION:2',
  '#EXT-X-MEDIA-SEQUENCE:7',
  '#EXT-X-DISCONTINUITY-SEQUENCE:1',
  '#EXT-X-DEFINE:NAME="path",VALUE="v"',
  '#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=12.0,PART-HOLD-BACK=1.5',
  '#EXT-X-PART-INF:PART-TARGET=0.5',
  '#EXT-X-KEY:METHOD=AES-128,URI="k.bin",IV=0x00000000000000000000000000001566',
  '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://a",KEYFORMAT="com.apple.streamingkeydelivery"',
  '#EXT-X-MAP:URI="i.mp4"',
  '#EXT-X-PROGRAM-DATE-TIME:2026-06-01T00:00:00.000Z',
  '#EXTINF:2,',
  'a.mp4',
  '#EXT-X-DISCONTINUITY',
  '#EXT-X-DATERANGE:ID="a",START-DATE="2026-06-01T00:00:02Z",END-DATE="2026-06-01T00:00:06Z",DURATION=4,SCTE35-OUT=0xFC30',
  '#EXT-X-BYTERANGE:100@200',
  '#EXTINF:2.002,with a title',
  '{$path}/b.mp4?token=1',
  '#EXT-X-GAP',
  '#EXTINF:2,',
  'https://other.example/c.mp4',
  '#EXT-X-PART:DURATION=0.5,URI="d.1.mp4",INDEPENDENT=YES',
  '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="d.2.mp4"',
  '#EXT-X-RENDITION-REPORT:URI="../audio.m3u8",LAST-MSN=9,LAST-PART=1',
].join('\n');

const PIECES = [
  '\n',
  '\r',
  '\r\n',
  '"',
  ',',
  '=',
  ':',
  '#',
  '{$path}',
  '{$',
  '\u0000',
  '\uFEFF',
  '\uD800',
  'é',
  ',URI="x"',
  ',BANDWIDTH=',
  '9'.repeat(30),
  '-1',
  'NaN',
  '#EXT-X-MEDIA:',
  '#EXT-X-STREAM-INF:BANDWIDTH=1\n',
  '#EXT-X-DEFINE:NAME="a",VALUE="{$a}"\n',
  '#EXTINF:2,\n',
  '#EXT-X-DISCONTINUITY\n',
  '#EXT-X-ENDLIST\n',
  'http://[',
  '//host/x',
  'javascript:1',
];

/** The text after one to four accidents. */
export function damage(text: string, random: () => number): string {
  let result = text;
  for (let times = 1 + Math.floor(random() ** 3 * 4); times > 0; times -= 1) result = damageOnce(result, random);
  return result;
}

function damageOnce(text: string, random: () => number): string {
  const at = Math.floor(random() * (text.length + 1));
  const lines = text.split('\n');
  const line = Math.floor(random() * lines.length);
  const other = Math.floor(random() * lines.length);
  switch (Math.floor(random() * 9)) {
    case 0:
      return text.slice(0, at) + pick(PIECES, random) + text.slice(at);
    case 1:
      return text.slice(0, at) + text.slice(at + Math.floor(random() * 40));
    case 2:
      return text.slice(0, at) + String.fromCharCode(Math.floor(random() * 300)) + text.slice(at + 1);
    case 3:
      return lines.toSpliced(line, 1).join('\n');
    case 4:
      return lines.toSpliced(other, 0, lines[line] ?? '').join('\n');
    case 5:
      return lines.with(line, lines[other] ?? '').join('\n');
    case 6:
    case 7:
      return lines.with(line, damageAttributes(lines[line] ?? '', random)).join('\n');
    default:
      return lines.toSpliced(line, 0, pick(pick(pick(MASTERS, random), random).split('\n'), random)).join('\n');
  }
}

/** An attribute of the line is lost, doubled, moved, or has another value. */
function damageAttributes(line: string, random: () => number): string {
  const pieces = line.split(',');
  const at = Math.floor(random() * pieces.length);
  const piece = pieces[at] ?? '';
  const value = pick(
    ['', 'NULL', '""', '0x1566B', '-1', '"2026-13-45T99:99:99"', '1e999', 'YES,', 'YES ', "'x'"],
    random,
  );
  switch (Math.floor(random() * 4)) {
    case 0:
      return pieces.toSpliced(at, 1).join(',');
    case 1:
      return pieces.toSpliced(Math.floor(random() * pieces.length), 0, piece).join(',');
    case 2:
      return `${line},`;
    default:
      return pieces.with(at, piece.replace(/(=|:(?!.*=)).*/, `$1${value}`)).join(',');
  }
}

export function pick<T>(items: readonly T[], random: () => number): T {
  return items[Math.floor(random() * items.length)] as T;
}
