import { createHash } from 'node:crypto';
import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { edgeSettings } from './edge-settings.js';
import type { Memory, Remembered } from './tune.js';

/** What the keys of these tags begin with. */
export const MEMORY_TAG = 'cvs:before/';

/** No value: CloudFront's default applied. */
const DEFAULT = '-';

/**
 * What is remembered of a distribution, as tags of it: one for the errors and one for each origin, such as
 * `cvs:before/errors` = `502=-:0 503=30:0`. Each says what was there, and what cvs set. A key has no origin id, which
 * may be longer than a tag's key and have other characters ("Tag a distribution": 128 characters, 256 of a value).
 */
export function memoryTags(memory: Memory): Record<string, string> {
  const tags: Record<string, string[]> = {};
  for (const [id, { was, set }] of Object.entries(memory)) {
    const { tag, name } = placeOf(id);
    tags[tag] = [...(tags[tag] ?? []), `${name}=${was ?? DEFAULT}:${set}`];
  }
  return Object.fromEntries(Object.entries(tags).map(([key, values]) => [key, values.join(' ')]));
}

/** Reads the tags of a distribution. What is not in the form of {@link memoryTags} is left out. */
export function memoryOf(config: DistributionConfig, tags: Readonly<Record<string, string>>): Memory {
  const found = edgeSettings(config).flatMap(({ id }): [string, Remembered][] => {
    const { tag, name } = placeOf(id);
    const entry = (tags[tag] ?? '').split(' ').find((one) => one.startsWith(`${name}=`));
    const [, was, set] = /=(-|\d{1,9}):(\d{1,9})$/.exec(entry ?? '') ?? [];
    return set === undefined ? [] : [[id, { was: was === DEFAULT ? undefined : Number(was), set: Number(set) }]];
  });
  return Object.fromEntries(found);
}

/** Where a setting is remembered. */
function placeOf(id: string): { tag: string; name: string } {
  const [kind = '', ...rest] = id.split('/');
  const name = rest.at(-1) ?? '';
  if (kind === 'errors') return { tag: `${MEMORY_TAG}errors`, name };
  const origin = createHash('sha256').update(rest.slice(0, -1).join('/')).digest('hex').slice(0, 12);
  return { tag: `${MEMORY_TAG}origin-${origin}`, name };
}
