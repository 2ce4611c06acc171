import { CvsError } from '../../src/lib/errors.js';
import type { HttpClient } from '../../src/lib/http/http-client.js';
import { checkPlaylist } from '../../src/lib/playlist/check/check-playlist.js';
import { mergeMasters } from '../../src/lib/playlist/merge/merge.js';
import { MEDIA_PLAYLISTS } from '../lib/detector/damaged-stream.js';
import { damage, MASTERS, pick } from '../lib/hls/damage.js';
import { mastersOf } from '../lib/playlist/masters.js';
import { mulberry32 } from '../support/random.js';

const TARGET = 'https://master.example/playlist.m3u8';
const STEERING =
  '{"VERSION":1,"TTL":5,"RELOAD-URI":"/steering.json","PATHWAY-PRIORITY":["eu-west-1","eu-west-2"],"PATHWAY-CLONES":[{"BASE-ID":"eu-west-1","ID":"clone","URI-REPLACEMENT":{"HOST":"clone.example","PARAMS":{"a":"b"}}}]}';
const HEADERS = [
  'Access-Control-Allow-Origin: *',
  'Cache-Control: public, max-age=1',
  'Age: 0',
  'ETag: "1"',
  'Set-Cookie: CloudFront-Policy=x; Path=/; Secure',
  'Access-Control-Allow-Credentials: true',
];

/** Merged master playlists of the recorded ones. */
const MERGED = MASTERS.flatMap((texts) => [...mergeMasters(mastersOf(...texts), { steering: true }).copies.values()]);

/**
 * Checks a merged master playlist as `cvs playlist check URL` does, where every answer was damaged as the seed says: the
 * playlist, the steering manifest, the media playlists and the headers. The same seed does the same.
 *
 * @returns how many findings there are; -1 where the playlist was refused
 * @throws whatever is no refusal: a crash
 */
export async function checkDamaged(seed: number): Promise<number> {
  const random = mulberry32(seed);
  const often = (text: string, share: number) => (random() < share ? damage(text, random) : text);
  const master = often(pick(MERGED, random), 0.7);
  const media = pick(MEDIA_PLAYLISTS, random);
  const bodyOf = (url: string) => {
    if (url === TARGET) return master;
    return /steering/.test(url) ? often(STEERING, 0.5) : often(media, 0.5);
  };
  const http: HttpClient = {
    async fetch(url) {
      const status = pick([200, 200, 200, 200, 200, 200, 404, 403, 503, 304], random);
      const body = Buffer.from(bodyOf(url));
      return {
        url: random() < 0.05 ? 'https://elsewhere.example/x' : url,
        status: url === TARGET ? 200 : status,
        headers: headersOf(HEADERS.map((line) => often(line, 0.1))),
        body,
        text: () => body.toString('utf8'),
      };
    },
    close: async () => {},
  };
  try {
    return (await checkPlaylist({ target: TARGET, http })).findings.length;
  } catch (error) {
    if (error instanceof CvsError) return -1;
    throw error;
  }
}

/** What of the lines may be a header. */
function headersOf(lines: readonly string[]): Headers {
  const headers = new Headers();
  for (const line of lines) {
    const [name = '', ...rest] = line.split(':');
    try {
      headers.append(name, rest.join(':'));
    } catch {
      // No HTTP client would hand such a line on.
    }
  }
  return headers;
}
