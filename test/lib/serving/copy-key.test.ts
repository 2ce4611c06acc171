import { describe, expect, test } from '@jest/globals';
import { copyKey } from '../../../src/lib/serving/copy-key.js';

describe('copyKey', () => {
  test.each([
    ['playlist.m3u8', 'playlist.eu-west-1.m3u8'],
    ['live/final/index.m3u8', 'live/final/index.eu-west-1.m3u8'],
    ['playlist', 'playlist.eu-west-1'],
    ['v1.2/playlist', 'v1.2/playlist.eu-west-1'],
    ['v1.2/.hidden', 'v1.2/.hidden.eu-west-1'],
  ])('%s becomes %s', (key, expected) => {
    expect(copyKey(key, 'eu-west-1')).toBe(expected);
  });
});
