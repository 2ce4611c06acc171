import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  MalformedAttributes,
  parseAttributes,
  quotedValue,
  rawValue,
  readAttributes,
  serializeAttributes,
  withAttribute,
} from '../../../src/lib/hls/attributes.js';

describe('attribute lists', () => {
  test('commas and equals signs inside quotes belong to the value', () => {
    const tokens = parseAttributes('A="x,y=1",B=2');
    expect(tokens.map((token) => token.name)).toEqual(['A', 'B']);
    expect(quotedValue(tokens, 'A')).toBe('x,y=1');
    expect(rawValue(tokens, 'B')).toBe('2');
  });

  test('a value is replaced where it stands, and everything around it stays', () => {
    const tokens = parseAttributes('URI="URI", BANDWIDTH=0100 ,X-URI="URI"');
    expect(serializeAttributes(withAttribute(tokens, 'BANDWIDTH', '7'))).toBe('URI="URI", BANDWIDTH=7 ,X-URI="URI"');
    expect(serializeAttributes(withAttribute(tokens, 'URI', '"x"'))).toBe('URI="x", BANDWIDTH=0100 ,X-URI="URI"');
  });

  test('a new attribute goes behind the last one', () => {
    expect(serializeAttributes(withAttribute(parseAttributes('A=1'), 'B', '"2"'))).toBe('A=1,B="2"');
  });

  test.each([
    'A="never ends,B=1',
    'A=1,A=2',
    'A=avc1.1,mp4a.40.2',
    'TIME-OES',
    ',',
    '=1',
    'A"=1',
    'A=1"x"',
    '',
    ' ',
    'A="1" ,B=2',
  ])('refuses %s', (list) => {
    expect(() => parseAttributes(list)).toThrow(MalformedAttributes);
  });

  test.each<[string, Record<string, string>]>([
    ['A="x,y=1",B=2', { A: 'x,y=1', B: '2' }],
    ['A=1,', { A: '1' }],
    ['A=1,B,C=3', { A: '1', C: '3' }],
    ['A=1,A=2', { A: '1' }],
    [' A = "1" ,B=2', { A: '1', B: '2' }],
    ['A=1,B="never ends,C=3', { A: '1', B: 'never ends,C=3' }],
    ['', {}],
  ])('%s is read as players read it', (list, values) => {
    expect(Object.fromEntries(readAttributes(list))).toEqual(values);
  });

  test.each(['A=1,', ',A=1', 'A=1, ', 'A=1,,', 'A=1,FORCED', 'X-B ,A=1'])(
    '%s: what is no attribute is left out',
    (list) => {
      const tokens = parseAttributes(list);
      expect(serializeAttributes(tokens)).toBe('A=1');
      expect(serializeAttributes(withAttribute(tokens, 'B', '2'))).toBe('A=1,B=2');
    },
  );

  test('whatever else can be read is written again byte for byte', () => {
    const text = fc.string({ unit: fc.constantFrom('A', 'B', '=', ',', '"', ' ', '-', 'é'), maxLength: 60 });
    fc.assert(
      fc.property(text, (list) => {
        try {
          expect(serializeAttributes(parseAttributes(list))).toBe(withoutEmptyPieces(list));
        } catch (error) {
          if (!(error instanceof MalformedAttributes)) throw error;
        }
      }),
    );
  });
});

/** Outside quoted strings: without commas that separate nothing, the white space between them, and names alone. */
function withoutEmptyPieces(list: string): string {
  return (list.match(/(?:"[^"]*"|[^,"])+/g) ?? [])
    .filter((piece) => !/^\s*([A-Z][A-Z0-9-]*)?\s*$/.test(piece))
    .join(',');
}
