import { describe, expect, test } from '@jest/globals';
import type { HttpClient } from '../../../src/lib/http/http-client.js';
import type { FoundDistribution } from '../../../src/lib/init/list-distributions.js';
import { distributionUrlFor, findPlaylist, originUrlFor } from '../../../src/lib/init/propose-urls.js';

const distribution: FoundDistribution = {
  id: 'E1AAAAA',
  domain: 'd1.cloudfront.net',
  aliases: [],
  comment: '',
  enabled: true,
  origins: [
    { id: 'pack', base: 'https://one.mediapackage.eu-west-1.amazonaws.com', path: '', kind: 'MediaPackage v1' },
    { id: 'own', base: 'http://packager.example.com:8080', path: '/live', kind: 'other' },
  ],
  behaviors: [
    { pattern: 'cup/?.m3u8', originId: 'own' },
    { pattern: '/own/*', originId: 'own' },
    { pattern: '*', originId: 'pack' },
  ],
};

/** Answers as a playlist under these URLs only; says what was asked for. */
function serving(...urls: string[]): HttpClient & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    fetch: async (url) => {
      asked.push(url);
      if (url.endsWith('/error.m3u8')) throw new Error('refused');
      const there = urls.includes(url);
      return {
        url,
        status: there ? 200 : 404,
        headers: new Headers(),
        body: Buffer.alloc(0),
        text: () => (there ? '#EXTM3U\n' : ''),
      };
    },
    close: async () => {},
  };
}

describe('the URL at the origin', () => {
  test.each([
    ['/out/v1/abc/index.m3u8', 'https://one.mediapackage.eu-west-1.amazonaws.com/out/v1/abc/index.m3u8'],
    ['/own/main.m3u8?x=1', 'http://packager.example.com:8080/live/own/main.m3u8?x=1'],
    ['/cup/a.m3u8', 'http://packager.example.com:8080/live/cup/a.m3u8'],
    ['/cup/ab.m3u8', 'https://one.mediapackage.eu-west-1.amazonaws.com/cup/ab.m3u8'],
  ])('%s is asked of the origin that its behavior names', (path, url) => {
    expect(originUrlFor(distribution, `https://d1.cloudfront.net${path}`)).toBe(url);
  });
});

describe('the URL through the distribution', () => {
  test.each([
    ['/out/v1/abc/index.m3u8', 'https://d1.cloudfront.net/out/v1/abc/index.m3u8'],
    ['http://packager.example.com:8080/live/own/main.m3u8', 'https://d1.cloudfront.net/own/main.m3u8'],
    ['https://video.example.com/own/main.m3u8', 'https://video.example.com/own/main.m3u8'],
  ])('%s', (text, url) => {
    expect(distributionUrlFor(distribution, text)).toBe(url);
  });
});

describe('a proposal', () => {
  test('is the path of the other region, where that answers', async () => {
    const http = serving('https://d1.cloudfront.net/cup/final.m3u8', 'https://d1.cloudfront.net/own/index.m3u8');
    expect(await findPlaylist(distribution, http, { pathElsewhere: '/cup/final.m3u8' })).toBe(
      'https://d1.cloudfront.net/cup/final.m3u8',
    );
  });

  test('else a usual name in the folder of a behavior', async () => {
    const http = serving('https://d1.cloudfront.net/own/master.m3u8');
    expect(await findPlaylist(distribution, http, { pathElsewhere: '/error.m3u8' })).toBe(
      'https://d1.cloudfront.net/own/master.m3u8',
    );
  });

  test('is not made when nothing answers', async () => {
    const http = serving();
    expect(await findPlaylist(distribution, http)).toBeUndefined();
    expect(http.asked).toContain('https://d1.cloudfront.net/index.m3u8');
  });
});
