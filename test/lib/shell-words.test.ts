import { expect, test } from '@jest/globals';
import { shellWords } from '../../src/lib/shell-words.js';

test.each([
  ['region --region eu-west-1  --how hang', ['region', '--region', 'eu-west-1', '--how', 'hang']],
  ['resource --message "Role is \\"not\\" ready"', ['resource', '--message', 'Role is "not" ready']],
  ["--message='it fails' ''", ['--message=it fails', '']],
  ["'a\\b' a\\ b", ['a\\b', 'a b']],
  ['  ', []],
])('%s', (line, words) => {
  expect(shellWords(line)).toEqual(words);
});

test('a quote that is not closed is refused', () => {
  expect(() => shellWords('--message "it')).toThrow('a " is not closed');
});
