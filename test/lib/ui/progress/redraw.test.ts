import { expect, test } from '@jest/globals';
import { Redraw } from '../../../../src/lib/ui/progress/redraw.js';

test('draws no line that the terminal would wrap, and no more lines than it has', () => {
  const written: string[] = [];
  const redraw = new Redraw({
    write: (text: string | Uint8Array) => written.push(String(text)) > 0,
    columns: 10,
    rows: 4,
  });
  redraw.draw(['a line too long', 'b']);
  redraw.draw(['c', 'd', 'e', 'f']);
  redraw.draw(['配信-決勝戦']);
  expect(written).toEqual([
    'a line to…\u001B[K\nb\u001B[K\n\u001B[J',
    '\u001B[2Fc\u001B[K\nd\u001B[K\ne\u001B[K\n\u001B[J',
    '\u001B[3F配信-決勝…\u001B[K\n\u001B[J',
  ]);
});
