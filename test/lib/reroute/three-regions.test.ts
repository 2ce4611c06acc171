import { expect, test } from '@jest/globals';
import type { HttpClient } from '../../../src/lib/http/http-client.js';
import { findReroutes } from '../../../src/lib/reroute/find-reroutes.js';
import { mapped } from '../../../src/lib/reroute/path-pairs.js';
import { segment, twoStreams } from './two-streams.js';

/** Where a region has its master playlist, and the folders of two variants with segments of the same names. */
type Folders = readonly [master: string, v: string, u: string];

async function find(...all: Folders[]) {
  const [model] = twoStreams().regions;
  if (!model) throw new Error('no region');
  const regions = all.map(([master], index) => {
    const domain = `${index}.cloudfront.net`;
    const urls = {
      distributionPlaylistUrl: `https://${domain}${master}index.m3u8`,
      originPlaylistUrl: `https://${index}.example.com${master}index.m3u8`,
    };
    const items = (model.config.Origins?.Items ?? []).map((one) => ({ ...one, DomainName: `${index}.example.com` }));
    return {
      member: { ...model.member, region: `eu-west-${index + 1}`, distributionDomain: domain, ...urls },
      config: { ...model.config, Origins: { Quantity: 1, Items: items } },
    };
  });
  const http: HttpClient = {
    close: async () => {},
    fetch: async (url) => {
      const { host, pathname } = new URL(url);
      const body = contentOf(all[Number(host[0])] as Folders, pathname);
      const answer = { url, headers: new Headers(), body: Buffer.from(body ?? ''), text: () => String(body ?? '') };
      return { ...answer, status: body === undefined ? 404 : 200 };
    },
  };
  return findReroutes(regions, { http });
}

function contentOf([master, ...folders]: Folders, path: string): string | Buffer | undefined {
  if (path === `${master}index.m3u8`) {
    const variants = folders.map(
      (folder, index) => `#EXT-X-STREAM-INF:BANDWIDTH=${index + 1}000000,CODECS="avc1.4d401f"\n${folder}p.m3u8\n`,
    );
    return `#EXTM3U\n${variants.join('')}`;
  }
  if (!folders.some((folder) => path.startsWith(folder))) return undefined;
  if (path.endsWith('/p.m3u8')) {
    const segments = [1, 2, 3, 4].map((sequence) => `#EXTINF:2.0,\n${sequence}.m4s\n`);
    return `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:1\n${segments.join('')}`;
  }
  return segment(Number.parseInt(path.slice(path.lastIndexOf('/') + 1), 10) * 180_000);
}

test('three regions with folders that correspond stand in for one another', async () => {
  const { ways } = await find(['/a/', '/a/v/', '/a/u/'], ['/b/', '/b/v/', '/b/u/'], ['/c/', '/c/v/', '/c/u/']);
  expect(ways.filter(({ possible }) => !possible)).toEqual([]);
});

test('a way is told only where it leads to the same playlists, however a third region has its folders', async () => {
  const all: Folders[] = [
    ['/a/', '/a/v/', '/a/u/'],
    ['/b/', '/b1/v/', '/b2/u/'],
    ['/c/', '/c/v/', '/c/u/'],
  ];
  const { map, ways } = await find(...all);
  const regions = all.map((_, index) => `eu-west-${index + 1}`);
  for (const [from, folders] of all.entries()) {
    for (const name of map.ways[regions[from] as string] ?? []) {
      const to = all[regions.indexOf(name)] as Folders;
      const [own, other] = [map.origins[regions[from] as string], map.origins[name]];
      const pairs = (own?.prefixes ?? []).map((prefix, index) => [prefix, other?.prefixes[index] ?? ''] as const);
      expect(folders.map((folder) => mapped(pairs, `${folder}x`))).toEqual(to.map((folder) => `${folder}x`));
    }
  }
  expect(map.ways['eu-west-1']).toEqual(['eu-west-2']);
  expect(ways).toContainEqual(
    expect.objectContaining({ from: 'eu-west-1', to: 'eu-west-3', why: expect.stringContaining('correspond') }),
  );
});
