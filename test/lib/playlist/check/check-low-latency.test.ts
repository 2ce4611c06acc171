import { beforeEach, describe, expect, test } from '@jest/globals';
import { FetchError, type FetchOptions } from '../../../../src/lib/http/http-client.js';
import { checkPlaylist } from '../../../../src/lib/playlist/check/check-playlist.js';
import { CannedHttp } from '../canned-http.js';
import { lowLatencyMedia, PARTS_A_SEGMENT, type LowLatencyShape as Shape } from '../low-latency-media.js';

const MASTER_URL = 'https://master.example/playlist.m3u8';
const NAMES = ['one', 'two'];
const MASTER = [
  '#EXTM3U',
  '#EXT-X-CONTENT-STEERING:SERVER-URI="/steering.json",PATHWAY-ID="one"',
  ...['hd', 'sd'].flatMap((rung, index) =>
    NAMES.flatMap((name) => [
      `#EXT-X-STREAM-INF:BANDWIDTH=${2 - index}000000,PATHWAY-ID="${name}"`,
      `https://${name}.example/${rung}.m3u8`,
    ]),
  ),
].join('\n');
const FRESH = { 'access-control-allow-origin': '*', 'cache-control': 'max-age=1' };
/** How a distribution treats reloads that wait. */
type Cdn =
  | 'forwards'
  | 'drops the query'
  | 'has no query in its key'
  | 'has no _HLS_skip in its key'
  | 'answers 400'
  | 'hangs';

/** Two regions' distributions before one packager. */
class LowLatencyHttp extends CannedHttp {
  /** Parts that the packager has made. */
  made = 402;
  readonly shapes = new Map<string, Shape>();
  readonly cdns = new Map<string, Cdn>();
  readonly waited: string[] = [];
  /** What was answered as a delta update, by how many parts it lists. */
  private readonly skipped = new Set<number>();
  private readonly held = new Map<string, number>();

  override async fetch(url: string, options: FetchOptions = {}) {
    const { hostname, pathname, searchParams } = new URL(url);
    if (!pathname.endsWith('d.m3u8')) return super.fetch(url, options);
    const name = hostname.split('.')[0] ?? '';
    let listed = 402;
    if (searchParams.has('_HLS_msn')) {
      this.waited.push(url);
      listed = this.reload(name, pathname, searchParams, url);
      if (this.cdns.get(name) === 'answers 400') this.answers.set(url, { status: 400 });
    }
    const isDelta =
      searchParams.has('_HLS_skip') ||
      (this.cdns.get(name) === 'has no _HLS_skip in its key' && this.skipped.has(listed));
    if (isDelta) this.skipped.add(listed);
    const shape = this.shapes.get(`${name}${pathname.split('.')[0]}`) ?? this.shapes.get(name);
    const body = lowLatencyMedia(listed, { ...shape, skip: isDelta ? 2 : 0 });
    if (!this.answers.has(url)) this.answers.set(url, { headers: FRESH, body });
    return super.fetch(url, options);
  }

  private reload(name: string, pathname: string, query: URLSearchParams, url: string): number {
    const cdn = this.cdns.get(name) ?? 'forwards';
    if (cdn === 'hangs') throw new FetchError('timeout', url, `${url}: no answer in time`);
    if (cdn === 'drops the query') return 402;
    const key = `${name}${pathname}`;
    const held = this.held.get(key);
    if (cdn === 'has no query in its key' && held !== undefined) return held;
    const part = query.has('_HLS_part') ? Number(query.get('_HLS_part')) + 1 : PARTS_A_SEGMENT;
    const listed = Number(query.get('_HLS_msn')) * PARTS_A_SEGMENT + part;
    this.held.set(key, listed);
    return listed;
  }
}

let http: LowLatencyHttp;

beforeEach(() => {
  http = new LowLatencyHttp();
  http.answers.set(MASTER_URL, { headers: FRESH, body: MASTER });
  http.answers.set('https://master.example/steering.json', {
    headers: FRESH,
    body: '{"VERSION":1,"TTL":5,"PATHWAY-PRIORITY":["one","two"]}',
  });
});

const shapes = (one: Shape, two: Shape = one) => {
  http.shapes.set('one', one).set('two', two);
};
const check = () => checkPlaylist({ target: MASTER_URL, http });
const rules = async () => (await check()).findings.map(({ rule, line }) => `${rule} ${line}`);
/** Links of every playlist to the other of its region. */
const reports = (...uris: string[]) => uris.map((uri) => `#EXT-X-RENDITION-REPORT:URI="${uri}",LAST-MSN=100`);

test('two low-latency regions that wait have no finding, and each was asked to wait twice, for part after part', async () => {
  shapes({ links: ['#EXT-X-PRELOAD-HINT:TYPE=PART,URI="100.2.mp4"', ...reports('hd.m3u8', 'sd.m3u8')] });
  expect(await rules()).toEqual([]);
  const asked = ['_HLS_msn=100&_HLS_part=2', '_HLS_msn=100&_HLS_part=3'];
  expect(http.waited.sort()).toEqual(
    NAMES.flatMap((name) => asked.map((query) => `https://${name}.example/hd.m3u8?${query}`)),
  );
});

test('without parts a reload waits for a segment, and a URL keeps the query that it has', async () => {
  shapes({ parts: false, control: '#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES' });
  http.answers.set(MASTER_URL, { headers: FRESH, body: MASTER.replaceAll('hd.m3u8', 'hd.m3u8?view=a%2Fb') });
  expect(await rules()).toEqual([]);
  expect(http.waited).toContain('https://one.example/hd.m3u8?view=a%2Fb&_HLS_msn=101');
});

test('nobody is asked to wait where that is not offered', async () => {
  shapes({ parts: false, control: '' });
  expect(await rules()).toEqual([]);
  expect(http.waited).toEqual([]);
});

describe('each way to break a reload that waits is found', () => {
  test.each<[Cdn, string]>([
    ['drops the query', 'answered without what it waits for'],
    ['has no query in its key', 'answered without what it waits for'],
    ['answers 400', 'it answers 400'],
    ['hangs', 'no answer in time'],
  ])('a distribution that %s', async (cdn, message) => {
    http.cdns.set('two', cdn);
    const { findings } = await check();
    expect(findings.map(({ rule, line }) => [rule, line])).toEqual([['blocking-reload-ignored', 5]]);
    expect(findings[0]?.message).toContain(message);
  });
});

describe('PART-HOLD-BACK', () => {
  const control = (seconds: number) => ({
    control: `#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=${seconds}`,
  });
  test.each([
    [0.9, 0.5, 'error'],
    [1, 0.5, 'warning'],
    [1.49, 0.5, 'warning'],
    [1.5, 0.5, undefined],
    // 3 x 0.33333 is more than 0.999.
    [1, 0.33333, undefined],
  ])('of %s s with parts of %s s: %s', async (seconds, partTarget, severity) => {
    shapes({ ...control(seconds), partTarget });
    const { findings } = await check();
    expect(findings[0]?.severity).toBe(severity);
  });
});

describe('delta updates', () => {
  beforeEach(() => {
    shapes({ control: '#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.5,CAN-SKIP-UNTIL=12' });
  });

  test('are asked for in the first reload, which is then repeated without', async () => {
    expect(await rules()).toEqual([]);
    expect(http.waited.filter((url) => url.includes('//one.'))).toEqual([
      'https://one.example/hd.m3u8?_HLS_msn=100&_HLS_part=2&_HLS_skip=YES',
      'https://one.example/hd.m3u8?_HLS_msn=100&_HLS_part=2',
      'https://one.example/hd.m3u8?_HLS_msn=100&_HLS_part=3',
    ]);
  });

  test('that a cache also gives to those who did not ask are found', async () => {
    http.cdns.set('two', 'has no _HLS_skip in its key');
    const { findings } = await check();
    expect(findings.map(({ rule, line }) => [rule, line])).toEqual([['delta-update-unasked', 5]]);
    expect(findings[0]?.message).toContain('?_HLS_msn=100&_HLS_part=2 was answered with the delta update');
  });
});

test('a region whose rungs have other server control is found, once', async () => {
  const differs = { control: '#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.5,HOLD-BACK=6' };
  http.shapes.set('one/hd', differs).set('two/hd', differs);
  const { findings } = await check();
  expect(findings.map(({ rule, line }) => [rule, line])).toEqual([
    ['server-control-apart', 7],
    ['server-control-apart', 9],
  ]);
  expect(findings[0]?.message).toBe(
    'EXT-X-SERVER-CONTROL of one says CAN-BLOCK-RELOAD=YES,HOLD-BACK=6,PART-HOLD-BACK=1.5 (https://one.example/hd.m3u8), CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.5 (https://one.example/sd.m3u8)',
  );
});

describe('each fault of a low-latency playlist is found', () => {
  const hint = (uri: string) => ({ links: [`#EXT-X-PRELOAD-HINT:TYPE=PART,URI="${uri}"`] });
  const control = (attributes: string) => ({ control: `#EXT-X-SERVER-CONTROL:${attributes}` });
  test.each<[string, Shape]>([
    ['blocking-reload-missing', control('PART-HOLD-BACK=1.5')],
    ['blocking-reload-missing', control('CAN-BLOCK-RELOAD=NO,PART-HOLD-BACK=1.5')],
    ['part-hold-back', control('CAN-BLOCK-RELOAD=YES')],
    ['part-hold-back', control('CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=0.9')],
    ['part-hold-back', control('CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.4')],
    ['server-control-short', control('CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.5,HOLD-BACK=5.9')],
    ['server-control-short', control('CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.5,CAN-SKIP-UNTIL=11')],
    ['rendition-report-unknown', { links: reports('gone.m3u8') }],
  ])('%s', async (rule, shape) => {
    shapes(shape);
    expect(await rules()).toEqual([3, 5, 7, 9].map((line) => `${rule} ${line}`));
  });

  test.each<[string, Shape]>([
    ['preload-hint-elsewhere', hint('https://one.example/100.2.mp4')],
    ['rendition-report-elsewhere', { links: reports('https://one.example/sd.m3u8') }],
  ])('%s: a link to the other region', async (rule, shape) => {
    shapes({}, shape);
    expect(await rules()).toEqual([5, 9].map((line) => `${rule} ${line}`));
  });

  test('a hint at a host of neither region is no fault: segments may come from anywhere', async () => {
    shapes(hint('https://segments.example/100.2.mp4'));
    expect(await rules()).toEqual([]);
  });

  test.each<[string, Shape]>([
    ['no parts', { parts: false, control: '#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES' }],
    ['other parts', { partTarget: 0.45 }],
    ['another distance from the end', control('CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=2')],
  ])('low-latency-differs: %s in one region', async (_, shape) => {
    shapes({}, shape);
    expect(await rules()).toEqual(['low-latency-differs 5', 'low-latency-differs 9']);
  });
});
