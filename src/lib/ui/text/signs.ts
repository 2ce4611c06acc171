import { visible } from '../../outside-text.js';

/** Whether signs are to be words, and nothing has a colour (`--plain`). */
export function plain(): boolean {
  return /^(1|true|y|yes)$/i.test(process.env.CVS_PLAIN ?? '');
}

/** Makes this process plain. Nothing may have been drawn yet: chalk reads its setting when it is loaded. */
export function bePlain(): void {
  process.env.CVS_PLAIN = '1';
  process.env.NO_COLOR = '1';
  process.env.FORCE_COLOR = '0';
}

const WORDS = { '✔': 'ok:', '▲': 'warning:', '✖': 'failed:', '→': 'do:', '·': 'skipped:' } as const;

/**
 * A sign that a sighted reader finds at once, or the word that a screen reader speaks.
 *
 * @param word instead of the usual one
 */
export function sign(drawn: keyof typeof WORDS, word: string = WORDS[drawn]): string {
  return plain() ? word : drawn;
}

/** How our signs and typography read within a sentence. */
const SPOKEN: Readonly<Record<string, string>> = {
  ...WORDS,
  '→': 'to',
  '·': '-',
  '±': '+/-',
  '…': '...',
  '≤': 'at most',
  '×': 'times',
  '–': '-',
  '—': '-',
  '’': "'",
  ã: 'a',
};

const OURS = new RegExp(`[${Object.keys(SPOKEN).join('')}]`, 'gu');

// biome-ignore lint/suspicious/noControlCharactersInRegex: ECMA-48's SGR, as chalk writes it
const COLOURS = /(\u001b\[[\d;]*m)/;

/**
 * A text as it is to be shown: of control characters, colours, tabs and line feeds only, and without invisible characters;
 * with `--plain`, whatever is ours is in ASCII. Everything that is written to a terminal as lines goes through here.
 */
export function shown(text: string): string {
  const safe = text
    .split(COLOURS)
    .map((part, index) => (index % 2 === 1 ? part : visible(part)))
    .join('');
  return plain() ? safe.replaceAll(OURS, (one) => SPOKEN[one] as string) : safe;
}
