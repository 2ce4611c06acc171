import { AWS_REGIONS } from '../../aws/regions.js';
import { REGION_PATTERN } from '../../cluster/schema.js';
import type { FoundDistribution } from '../../init/list-distributions.js';
import { shown } from '../text/signs.js';
import { cut } from '../text/width.js';
import type { Choice } from './ask.js';

/** Regions whose code or city contains what was typed or completed with Tab. An unlisted code can be typed in full. */
export function regionChoices(term: string, taken: readonly string[]): Choice[] {
  const wanted = simple(term).replaceAll(/\s+/g, ' ');
  const found = [...AWS_REGIONS]
    .filter(([code, city]) => !taken.includes(code) && simple(`${code} ${city}`).includes(wanted))
    .map(([code, city]) => ({ value: code, name: shown(`${code.padEnd(15)} ${city}`), short: code }));
  const typed = REGION_PATTERN.test(wanted) && !AWS_REGIONS.has(wanted) ? [{ value: wanted, name: wanted }] : [];
  if (found.length + typed.length > 0) return [...found, ...typed];
  const why = taken.includes(wanted)
    ? 'is already used.'
    : 'is not a region; a code such as eu-west-1 can be typed in full.';
  return [{ value: '', name: `"${term}"`, disabled: why }];
}

/**
 * Unused distributions that contain what was typed in any of their fields. An id can be typed or pasted.
 *
 * @param columns of the terminal: a choice takes one line
 */
export function distributionChoices(
  term: string,
  distributions: readonly FoundDistribution[],
  taken: readonly string[],
  columns = Number.POSITIVE_INFINITY,
): Choice[] {
  const wanted = term.toLowerCase();
  // Tab completes the whole line, which begins with the id.
  const [id = ''] = wanted.split(' ');
  const textsOf = ({ id, domain, comment, aliases, origins }: FoundDistribution) =>
    [id, domain, comment, ...aliases, ...origins.map(({ base }) => base)].map((text) => text.toLowerCase());
  const found = distributions
    .filter((one) => !taken.includes(one.id))
    .filter((one) => one.id.toLowerCase() === id || textsOf(one).some((text) => text.includes(wanted)))
    .map((one) => ({
      value: one.id,
      name: cut(distributionLine(one), columns - CURSOR),
      short: one.id,
      description: distributionDetail(one),
    }));
  return found.length > 0 || term === '' ? found : [{ value: term, name: term }];
}

/** Lower case without accents: `sao` for `São`. */
function simple(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

/** Columns of the pointer before a choice. */
const CURSOR = 2;

function distributionLine({ id, domain, comment, enabled }: FoundDistribution): string {
  return [id, domain, ...(comment ? [comment] : []), ...(enabled ? [] : ['(disabled)'])].join('  ');
}

function distributionDetail({ aliases, origins, comment }: FoundDistribution): string {
  const from = origins.map(({ base, kind, region }) => `${base} (${[kind, region].filter(Boolean).join(', ')})`);
  return [
    ...(comment ? [comment] : []),
    ...(aliases.length > 0 ? [`aliases: ${aliases.join(', ')}`] : []),
    `origins: ${from.join(', ')}`,
  ].join('\n');
}
