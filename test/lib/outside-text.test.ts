import { describe, expect, test } from '@jest/globals';
import { cutText, jsonText, outsideText, safeLines } from '../../src/lib/outside-text.js';

const ESC = '\u001b';

test.each([
  ['a title of the terminal', `a${ESC}]0;owned\u0007b`, 'a\uFFFD]0;owned\uFFFDb'],
  ['an erased line', `${ESC}[2K${ESC}[1Aok`, '\uFFFD[2K\uFFFD[1Aok'],
  ['C1 controls', 'a\u009b2Kb\u0090c', 'a\uFFFD2Kb\uFFFDc'],
  ['DEL and NUL', 'a\u007fb\u0000', 'a\uFFFDb\uFFFD'],
  ['line breaks of every kind', 'a\r\nb\tc\u0085d\u2028e\u2029f\vg', 'a b c d e f g'],
  ['turned directions', 'eu\u202e-west\u202c \u2066a\u2069\u200fb\u061c', 'eu-west ab'],
  ['invisible characters', 'e\u200bu\u2060-\ufeffw\u00ade\u200dst\u{e0041}', 'eu-west'],
  ['halves of a pair', 'a\ud800b\udc00', 'a\uFFFDb\uFFFD'],
  ['no characters', 'a\ufffeb\uffff', 'a\uFFFDb\uFFFD'],
])('%s', (_what, text, shown) => {
  expect(outsideText(text)).toBe(shown);
});

test.each([
  'encoder lost: “Größe” 2 × 3 → 配信 ☂️',
  // A family and a burning heart, which are joined; a Persian word with a joiner; Hebrew.
  '👨‍👩‍👧‍👦 ❤️‍🔥',
  'می‌خواهم',
  'עברית',
  '#EXTINF:2.000,',
  'An error occurred (ValidationError) when calling the DescribeStacks operation: Stack with id x does not exist',
])('%j stays as it is', (text) => {
  expect(outsideText(text)).toBe(text);
});

test('a long text is cut, and says so', () => {
  expect(outsideText('x'.repeat(300_000))).toBe(`${'x'.repeat(199)}…`);
  expect(outsideText('x'.repeat(200))).toBe('x'.repeat(200));
  expect(outsideText('x'.repeat(201))).toBe(`${'x'.repeat(199)}…`);
});

test('a text is cut between characters, not within one', () => {
  const family = '👨‍👩‍👧‍👦';
  expect(outsideText(family.repeat(100))).toBe(`${family.repeat(18)}…`);
  expect(cutText('😀😀', 3)).toBe('😀…');
});

test('a single character of any length is cut too', () => {
  const piled = `a${'\u0301'.repeat(300_000)}`;
  expect(outsideText(piled)).toHaveLength(200);
  expect(cutText(`😀${'\u0301'.repeat(10)}`, 2)).toBe('…');
});

test('a cut says so also where only invisible characters are left out', () => {
  expect(outsideText(`a${'\u200b'.repeat(300_000)}b`)).toBe('a…');
});

test('a token does not escape by characters within it, or by the cut', () => {
  expect(outsideText('https://x/a?tok\u200ben=sec\u200bret')).toBe('https://x/a?token=…');
  expect(outsideText(`https://user:${'p'.repeat(180)}@host/${'a'.repeat(300)}`)).toMatch(/^https:\/\/…@host\/a+…$/);
  expect(outsideText(`https://user:${'p'.repeat(300_000)}@host/`)).toBe('https://……');
});

// With a pattern that begins again at each character these would take minutes.
test('a text that is made to cost time costs none', () => {
  for (const one of [
    'https://',
    '\u202e',
    'a'.repeat(99),
    '/token',
    'hdnts=',
    '?a=',
    '?a=:',
    '#',
    'eyJ-',
    'sigauth',
    ESC,
  ]) {
    expect(outsideText(one.repeat(100_000), 1000).length).toBeLessThanOrEqual(1000);
    expect(safeLines(one.repeat(100_000)).length).toBeLessThanOrEqual(10_000);
  }
});

describe('JSON', () => {
  const value = { a: `${ESC}]0;x\u0007\u009b\u007f\u202e\u2028\u{e0041}"\\é`, b: [1, undefined] };

  test('a parser reads the same values', () => {
    expect(JSON.parse(jsonText(value))).toEqual(JSON.parse(JSON.stringify(value)));
    expect(JSON.parse(jsonText(value, 2))).toEqual(JSON.parse(JSON.stringify(value)));
  });

  test('a terminal only shows it', () => {
    expect(jsonText(value)).toBe(
      String.raw`{"a":"\u001b]0;x\u0007\u009b\u007f\u202e\u2028\udb40\udc41\"\\é","b":[1,null]}`,
    );
  });
});
