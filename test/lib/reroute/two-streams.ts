import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import type { HttpClient, HttpResponse } from '../../../src/lib/http/http-client.js';
import type { DistributedRegion } from '../../../src/lib/reroute/find-reroutes.js';

/** How one region's stream is. */
export interface StreamShape {
  folder: string;
  /** Media sequence number of the first of six segments. */
  first: number;
  targetDuration: number;
  names: (sequence: number) => string;
  /** A line of the media playlist before the segments. */
  extra: string;
  /** Added to the decode times. */
  shift: number;
  init: string;
  bandwidth: number;
  /** Header fields that the distribution adds. */
  headers: Record<string, string>;
  origin: object;
  status: number;
  dated: boolean;
}

const EPOCH = Date.UTC(2026, 0, 1);

function box(type: string, content: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(8 + content.length);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, content]);
}

/** A media segment with nothing in it but its decode time. */
export function segment(ticks: number): Buffer {
  const time = Buffer.alloc(12);
  time[0] = 1;
  time.writeBigUInt64BE(BigInt(ticks), 4);
  return Buffer.concat([box('styp', Buffer.alloc(8)), box('moof', box('traf', box('tfdt', time)))]);
}

/** Two regions as they should be, but for what is given; and everything that is asked for. */
export function twoStreams(
  one: Partial<StreamShape> = {},
  two: Partial<StreamShape> = {},
): { regions: DistributedRegion[]; http: HttpClient; asked: { url: string; headers: Record<string, string> }[] } {
  const shape = (folder: string): StreamShape => ({
    ...{ folder, first: 100, targetDuration: 2, names: (sequence) => `v_${sequence}.m4s`, extra: '', shift: 0 },
    ...{ init: 'init', bandwidth: 1_000_000, headers: {}, origin: {}, status: 200, dated: true },
  });
  const shapes = [
    { ...shape('/out/v1/one/'), ...one },
    { ...shape('/out/v1/two/'), ...two },
  ];
  const asked: { url: string; headers: Record<string, string> }[] = [];
  const regions = shapes.map((each, index): DistributedRegion => {
    const name = ['one', 'two'][index] as string;
    return {
      member: {
        region: `eu-west-${index + 1}`,
        distributionId: `E${name}`,
        distributionDomain: `${name}.cloudfront.net`,
        distributionPlaylistUrl: `https://${name}.cloudfront.net${each.folder}index.m3u8`,
        originPlaylistUrl: `https://${name}.example.com${each.folder}index.m3u8`,
      },
      config: configOf(name, each),
    };
  });
  const http: HttpClient = {
    close: async () => {},
    fetch: async (url, options = {}) => {
      asked.push({ url, headers: { ...options.headers } });
      const { host, pathname } = new URL(url);
      const each = shapes[host.startsWith('one') ? 0 : 1] as StreamShape;
      const body = each.status === 200 ? contentOf(each, pathname) : undefined;
      const status = body === undefined ? (each.status === 200 ? 404 : each.status) : 200;
      const answer: HttpResponse = {
        url,
        status,
        headers: new Headers(),
        body: Buffer.from(body ?? ''),
        text: () => String(body ?? ''),
      };
      return answer;
    },
  };
  return { regions, http, asked };
}

function configOf(name: string, { headers, origin }: StreamShape): DistributionConfig {
  const items = Object.entries(headers).map(([HeaderName, HeaderValue]) => ({ HeaderName, HeaderValue }));
  return {
    CallerReference: name,
    Comment: '',
    Enabled: true,
    Origins: {
      Quantity: 1,
      Items: [
        {
          Id: 'live',
          DomainName: `${name}.example.com`,
          OriginPath: '',
          CustomHeaders: { Quantity: items.length, Items: items },
          CustomOriginConfig: { HTTPPort: 80, HTTPSPort: 443, OriginProtocolPolicy: 'https-only' },
          ...origin,
        },
      ],
    },
    DefaultCacheBehavior: { TargetOriginId: 'live', ViewerProtocolPolicy: 'https-only' },
  };
}

function contentOf(each: StreamShape, path: string): string | Buffer | undefined {
  const { folder, first, names, shift } = each;
  if (!path.startsWith(folder)) return undefined;
  const name = path.slice(folder.length);
  if (name === 'index.m3u8') {
    return `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=${each.bandwidth},CODECS="avc1.4d401f"\nv.m3u8\n`;
  }
  const sequences = Array.from({ length: 6 }, (_, index) => first + index);
  if (name === 'v.m3u8') {
    const date = new Date(EPOCH + first * 2000).toISOString();
    return [
      '#EXTM3U\n#EXT-X-VERSION:7',
      `#EXT-X-TARGETDURATION:${each.targetDuration}`,
      `#EXT-X-MEDIA-SEQUENCE:${first}`,
      ...(each.extra ? [each.extra] : []),
      '#EXT-X-MAP:URI="init.mp4"',
      ...(each.dated ? [`#EXT-X-PROGRAM-DATE-TIME:${date}`] : []),
      ...sequences.map((sequence) => `#EXTINF:2.0,\n${names(sequence)}`),
      '',
    ].join('\n');
  }
  if (name === 'init.mp4') return each.init;
  const sequence = sequences.find((one) => names(one) === name);
  return sequence === undefined ? undefined : segment(sequence * 180_000 + shift);
}
