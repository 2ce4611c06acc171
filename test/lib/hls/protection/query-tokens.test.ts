import { expect, test } from '@jest/globals';
import { withViewersTokens } from '../../../../src/lib/hls/protection/query-tokens.js';

test.each([
  ['https://d1.net/v.m3u8', ['token'], 'https://d1.net/v.m3u8?token={$token}'],
  ['https://d1.net/v.m3u8?', ['token'], 'https://d1.net/v.m3u8?token={$token}'],
  ['https://d1.net/v.m3u8?q=hd', ['token'], 'https://d1.net/v.m3u8?q=hd&token={$token}'],
  ['https://d1.net/v.m3u8?token=abc&q=hd', ['token'], 'https://d1.net/v.m3u8?token={$token}&q=hd'],
  ['https://d1.net/v.m3u8?token=a&q=hd&token=b', ['token'], 'https://d1.net/v.m3u8?token={$token}&q=hd'],
  ['https://d1.net/v.m3u8?token', ['token'], 'https://d1.net/v.m3u8?token={$token}'],
  ['https://d1.net/v.m3u8?mytoken=1&Token=2', ['token'], 'https://d1.net/v.m3u8?mytoken=1&Token=2&token={$token}'],
  ['https://d1.net/v.m3u8?hdnts=exp=1~hmac=0', ['hdnts'], 'https://d1.net/v.m3u8?hdnts={$hdnts}'],
  ['https://d1.net/v.m3u8?a=?b#t=1', ['t'], 'https://d1.net/v.m3u8?a=?b&t={$t}#t=1'],
  [
    'https://d1.net/v.m3u8?Signature=s&Key-Pair-Id=k',
    ['Policy', 'Signature', 'Key-Pair-Id'],
    'https://d1.net/v.m3u8?Signature={$Signature}&Key-Pair-Id={$Key-Pair-Id}&Policy={$Policy}',
  ],
  ['https://d1.net/v.m3u8?q=1', [], 'https://d1.net/v.m3u8?q=1'],
])('%s with %j', (url, names, expected) => {
  expect(withViewersTokens(url, names)).toBe(expected);
  expect(withViewersTokens(expected, names)).toBe(expected);
});
