import { usageError } from './errors.js';

const UNITS = { s: 1, m: 60, h: 3600 } as const;

/**
 * Reads a duration as people write it: `90s`, `15m`, `2h`, `1h30m`.
 *
 * @param flag the flag that has the value, for the message
 * @returns seconds, more than 0
 * @throws CvsError BAD_DURATION (usage)
 */
export function parseDurationS(text: string, flag: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([smh])/g)];
  const total = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit as keyof typeof UNITS], 0);
  if (total > 0 && parts.map(([part]) => part).join('') === text) return total;
  throw usageError(
    'BAD_DURATION',
    `${flag} ${JSON.stringify(text)} is not a duration.`,
    'Write it as 90s, 15m, 2h or 1h30m.',
  );
}

/** A duration as people read it: `2.5 s`. */
export function secondsText(ms: number, digits = 1): string {
  return `${(ms / 1000).toFixed(digits)} s`;
}
