import { readFileSync } from 'node:fs';
import type { RegionMaster } from '../../../src/lib/hls/refusal.js';

const FIXTURES = new URL('../../fixtures/playlists/', import.meta.url);

/** The text of a fixture, byte for byte. */
export function fixture(name: string): string {
  return readFileSync(new URL(name, FIXTURES), 'utf8');
}

export const REGION_URLS: Readonly<Record<string, string>> = {
  'eu-west-1': 'https://d1111.cloudfront.net/out/v1/aaa/index.m3u8',
  'eu-west-2': 'https://d2222.cloudfront.net/out/v1/bbb/index.m3u8',
  'us-east-1': 'https://d3333.cloudfront.net/out/v1/ccc/index.m3u8',
  'us-west-2': 'https://d4444.cloudfront.net/out/v1/ddd/index.m3u8',
  'ap-south-1': 'https://d5555.cloudfront.net/out/v1/eee/index.m3u8',
};

/** The masters of the first regions, a text each. */
export function mastersOf(...texts: string[]): RegionMaster[] {
  return Object.entries(REGION_URLS)
    .slice(0, texts.length)
    .map(([region, url], index) => ({ region, url, text: texts[index] ?? '' }));
}

/** A master of lines; the #EXTM3U line is put before them. */
export function master(...lines: string[]): string {
  return `${['#EXTM3U', ...lines].join('\n')}\n`;
}
