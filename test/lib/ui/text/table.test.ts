import { describe, expect, test } from '@jest/globals';
import stringWidth from 'string-width';
import { historyTable } from '../../../../src/lib/ui/report/history-table.js';
import { table } from '../../../../src/lib/ui/text/table.js';

const HEAD = ['STACK', 'REGION', 'STATUS', 'SECONDS'];
const ROWS = [
  ['spring-final-copilot', 'us-east-1', 'CREATE_COMPLETE', '12.0'],
  ['spring-final-state', 'eu-west-1', 'UPDATE_COMPLETE', ''],
];

describe('a table', () => {
  test('is rows under a heading where these fit, and where the width is unknown', () => {
    const drawn = table(HEAD, ROWS, 80).split('\n');
    expect(drawn).toEqual([
      'STACK                 REGION     STATUS           SECONDS',
      'spring-final-copilot  us-east-1  CREATE_COMPLETE  12.0',
      'spring-final-state    eu-west-1  UPDATE_COMPLETE',
    ]);
    expect(table(HEAD, ROWS)).toBe(drawn.join('\n'));
  });

  test('is a list in a terminal of 40 columns; empty cells are left out', () => {
    const drawn = table(HEAD, ROWS, 40);
    expect(drawn.split('\n')).toEqual([
      'spring-final-copilot  us-east-1',
      '  status          CREATE_COMPLETE',
      '  seconds         12.0',
      'spring-final-state  eu-west-1',
      '  status          UPDATE_COMPLETE',
    ]);
    expect(Math.max(...drawn.split('\n').map((line) => stringWidth(line)))).toBeLessThanOrEqual(40);
  });

  test('is a list with one value a line where two do not fit', () => {
    const [first] = ROWS as [string[]];
    expect(table(HEAD, [first], 30).split('\n')).toEqual([
      'spring-final-copilot',
      '  region          us-east-1',
      '  status          CREATE_COMPLETE',
      '  seconds         12.0',
    ]);
  });

  test('uses the width of the terminal', () => {
    const { columns } = process.stdout;
    process.stdout.columns = 40;
    try {
      const intent = { open: true, drained: false };
      const entry = { at: '2026-01-31T14:03:59.000Z', region: 'eu-west-1', domain: 'd1', action: 'close', who: 'ann' };
      const drawn = historyTable([{ ...entry, before: intent, after: intent, forced: false } as never]);
      expect(drawn.split('\n')[0]).toBe('2026-01-31 14:03:59Z  close');
      expect(drawn).toContain('  region          eu-west-1');
    } finally {
      process.stdout.columns = columns;
    }
  });
});

test('wide characters take two columns, and what follows them is still in line', () => {
  const rows = [
    ['配信-決勝', '東京', 'open'],
    ['finale🏆', 'eu-west-1', 'closed'],
    ['🫠👩‍🚀', 'são', 'open'],
  ];
  expect(table(['NAME', 'WHERE', 'STATE'], rows, 80).split('\n')).toEqual([
    'NAME       WHERE      STATE',
    '配信-決勝  東京       open',
    'finale🏆   eu-west-1  closed',
    '🫠👩‍🚀       são        open',
  ]);
  expect(table(['NAME', 'WHERE', 'STATE'], rows, 28)).toContain('finale🏆   eu-west-1  closed');
  expect(table(['NAME', 'WHERE', 'STATE'], rows, 27)).toContain('配信-決勝  東京\n  state');
});

test('a cell of several lines is one line', () => {
  expect(table(['WHO', 'WHY'], [['ann', 'encoder\n  lost']], 80)).toBe('WHO  WHY\nann  encoder lost');
});
