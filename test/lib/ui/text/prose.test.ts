import { afterEach, describe, expect, test } from '@jest/globals';
import { usageError } from '../../../../src/lib/errors.js';
import { changeReport } from '../../../../src/lib/ui/report/change-report.js';
import { errorLines } from '../../../../src/lib/ui/text/error-lines.js';
import { columnsOf } from '../../../../src/lib/ui/text/width.js';

const before = process.env.CVS_PLAIN;

afterEach(() => {
  if (before === undefined) delete process.env.CVS_PLAIN;
  else process.env.CVS_PLAIN = before;
});

describe('in a terminal of 40 columns', () => {
  test('an error is broken at blanks, with what to do below it', () => {
    const error = usageError(
      'X',
      'There is no stack live in eu-west-1, nor elsewhere.',
      'Give --from-stack once for all regions.',
    );
    expect(errorLines(error, 40).split('\n')).toEqual([
      '✖ There is no stack live in eu-west-1,',
      '  nor elsewhere.',
      '  → Give --from-stack once for all',
      '    regions.',
    ]);
  });

  test('the report of a change is broken at blanks, too', () => {
    const result = { outcome: 'already-open', domain: 'd111111abcdef8.cloudfront.net', region: 'eu-west-1' };
    expect(changeReport(result as never, 40).split('\n')).toEqual([
      'eu-west-1 is open already',
      '  (d111111abcdef8.cloudfront.net);',
      '  nothing was written.',
    ]);
  });
});

test('without a terminal and with --plain, nothing is broken', () => {
  expect(columnsOf({})).toBe(Number.POSITIVE_INFINITY);
  expect(columnsOf({ columns: 40 })).toBe(40);
  process.env.CVS_PLAIN = '1';
  expect(columnsOf({ columns: 40 })).toBe(Number.POSITIVE_INFINITY);
});
