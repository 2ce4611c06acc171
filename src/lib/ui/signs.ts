/** Whether signs are to be words (`--plain`). */
export function plain(): boolean {
  return Boolean(process.env.CVS_PLAIN);
}

/** A sign that a sighted reader finds at once, or the word that a screen reader speaks. */
export function sign(shown: '✔' | '▲' | '✖' | '→' | '·'): string {
  return plain() ? WORDS[shown] : shown;
}

const WORDS = { '✔': 'ok:', '▲': 'warning:', '✖': 'failed:', '→': 'do:', '·': 'skipped:' } as const;
