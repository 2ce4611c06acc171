import { expect, test } from '@jest/globals';
import stringWidth from 'string-width';
import { cut, fold, wrap } from '../../../../src/lib/ui/text/width.js';

const RED = '\u001b[31mstale\u001b[39m';

test('colours take no room', () => {
  expect(stringWidth(`${RED} → eu-west-2`)).toBe(17);
});

test.each([
  ['a line that fits', 'stale now', 9, 'stale now'],
  ['a line that does not', 'stale now', 8, 'stale n…'],
  ['a coloured line that fits', `${RED} now`, 9, `${RED} now`],
  ['a wide character that has no room for its second half', '決勝-eu', 4, '決…'],
  ['an emoji of several code points, whole', '👩‍🚀👩‍🚀👩‍🚀', 5, '👩‍🚀👩‍🚀…'],
  ['a coloured line that does not: its colour still ends', `${RED} now`, 4, '\u001b[31msta\u001b[39m…'],
])('%s', (_, line, columns, expected) => {
  expect(cut(line, columns)).toBe(expected);
});

test('a sentence is broken at its blanks, a word that is too long is cut', () => {
  expect(wrap('eu-west-1 is closed but serves', 12)).toEqual(['eu-west-1 is', '  closed but', '  serves']);
  expect(wrap('http://eu-west-1.test is gone', 12)).toEqual(['http://eu-w…', '  is gone']);
  expect(wrap('fits', 4)).toEqual(['fits']);
});

test('wide characters are broken at blanks by the columns that they take', () => {
  expect(fold('東京 大阪 名古屋', 10)).toEqual(['東京 大阪', '名古屋']);
  expect(fold('  東京 大阪 名古屋', 10, '    ')).toEqual(['  東京', '    大阪', '    名古屋']);
});
