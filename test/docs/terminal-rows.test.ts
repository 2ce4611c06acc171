import { expect, test } from '@jest/globals';
import { terminalRows } from '../../scripts/terminal-rows.js';

const GREEN = '\u001b[32m';
const PLAIN = '\u001b[39m';

test.each([
  ['an empty line is a row', '', ['']],
  ['what fits stays as it is, indented or not', '  one  two', ['  one  two']],
  ['a longer line is broken at a blank', 'one two three four', ['one two', 'three four']],
  [
    'a colour takes no room',
    `${GREEN}one${PLAIN} ${GREEN}two${PLAIN} 34`,
    [`${GREEN}one${PLAIN} ${GREEN}two${PLAIN} 34`],
  ],
  ['a colour goes on in the next row', `${GREEN}one two three${PLAIN}`, [`${GREEN}one two`, `${GREEN}three${PLAIN}`]],
  ['a word longer than a row is not broken', 'a http://example.com b', ['a', 'http://example.com', 'b']],
])('%s', (_what, line, rows) => {
  expect(terminalRows(line, 10)).toEqual(rows);
});
