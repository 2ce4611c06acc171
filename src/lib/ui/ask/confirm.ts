import { ask, left } from './ask.js';

/** Asks a yes/no question; Escape and Ctrl-C count as no. */
export async function confirm(question: string): Promise<boolean> {
  return ask.yesNo(question).catch(orNo);
}

/** Asks for a text to be typed in full, for what cannot be undone. */
export async function confirmByTyping(question: string, expected: string): Promise<boolean> {
  return ask
    .text(question, { check: () => true })
    .then((answer) => answer === expected)
    .catch(orNo);
}

function orNo(error: unknown): false {
  if (left(error)) return false;
  throw error;
}
