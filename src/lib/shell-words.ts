/**
 * Splits a line as a shell does, as far as flags need it: at spaces, but not within single or double quotes. A backslash
 * outside single quotes keeps the next character as it is.
 *
 * @throws RangeError when a quote is not closed
 */
export function shellWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const character = line.charAt(at);
    if (character === '\\' && quote !== "'" && at + 1 < line.length) {
      at += 1;
      word = (word ?? '') + line.charAt(at);
    } else if (quote ? character === quote : /['"]/.test(character)) {
      quote = quote ? '' : character;
      // A pair of quotes with nothing between them is a word.
      word ??= '';
    } else if (!quote && /\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + character;
    }
  }
  if (quote) throw new RangeError(`a ${quote} is not closed`);
  if (word !== undefined) words.push(word);
  return words;
}
