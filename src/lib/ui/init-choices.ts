import { AWS_REGIONS } from '../aws/regions.js';
import { REGION_PATTERN } from '../cluster/schema.js';
import type { FoundDistribution } from '../init/list-distributions.js';
import type { Choice } from './ask.js';

/** Regions whose code or city has what was typed; a code that is not listed can be typed in full. */
export function regionChoices(term: string, taken: readonly string[]): Choice[] {
  const wanted = term.toLowerCase();
  const found = [...AWS_REGIONS]
    .filter(([code, city]) => !taken.includes(code) && `${code} ${city}`.toLowerCase().includes(wanted))
    .map(([code, city]) => ({ value: code, name: `${code.padEnd(15)} ${city}`, short: code }));
  const typed = REGION_PATTERN.test(wanted) && !AWS_REGIONS.has(wanted) ? [{ value: wanted, name: wanted }] : [];
  return [...found, ...typed];
}

/** Free distributions of which anything has what was typed; an id can be typed or pasted. */
export function distributionChoices(
  term: string,
  distributions: readonly FoundDistribution[],
  taken: readonly string[],
): Choice[] {
  const wanted = term.toLowerCase();
  const found = distributions
    .filter(({ id }) => !taken.includes(id))
    .filter((one) =>
      [one.id, one.domain, one.comment, ...one.aliases, ...one.origins.map(({ base }) => base)].some((text) =>
        text.toLowerCase().includes(wanted),
      ),
    )
    .map((one) => ({
      value: one.id,
      name: distributionLine(one),
      short: one.id,
      description: distributionDetail(one),
    }));
  return found.length > 0 || term === '' ? found : [{ value: term, name: term }];
}

function distributionLine({ id, domain, comment, enabled }: FoundDistribution): string {
  return [id, domain, ...(comment ? [comment] : []), ...(enabled ? [] : ['(disabled)'])].join('  ');
}

function distributionDetail({ aliases, origins }: FoundDistribution): string {
  const from = origins.map(({ base, kind, region }) => `${base} (${[kind, region].filter(Boolean).join(', ')})`);
  return [...(aliases.length > 0 ? [`aliases: ${aliases.join(', ')}`] : []), `origins: ${from.join(', ')}`].join('\n');
}
