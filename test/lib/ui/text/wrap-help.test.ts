import { describe, expect, test } from '@jest/globals';
import { foldHelp } from '../../../../src/lib/ui/text/wrap-help.js';

describe('a line of help', () => {
  test('that fits stays as it is', () => expect(foldHelp('  a b', 5)).toEqual(['  a b']));

  test('of prose is broken at blanks and keeps its indent', () => {
    expect(foldHelp('  Close it, then open it.', 14)).toEqual(['  Close it,', '  then open', '  it.']);
  });

  test('of a command continues after a backslash; a flag keeps its value, quotes stay whole', () => {
    expect(foldHelp('  $ cvs close one --reason "it is late" --yes', 32)).toEqual([
      '  $ cvs close one \\',
      '      --reason "it is late" \\',
      '      --yes',
    ]);
  });

  test('that continues a command does so too', () => {
    expect(foldHelp('      --origin https://example.com/a \\', 30)).toEqual([
      '      --origin \\',
      '      https://example.com/a \\',
    ]);
    expect(foldHelp('      --origin https://example.com/a', 30)).toEqual([
      '      --origin \\',
      '      https://example.com/a',
    ]);
  });

  test('a word that is too wide by itself is not broken', () => {
    expect(foldHelp('see https://example.com/long', 10)).toEqual(['see', 'https://example.com/long']);
  });
});
