import { createHash } from 'node:crypto';

/** What stands for a name in what is kept between runs: short, however long that is, and without what it says. */
export function savedKey(name: string): string {
  return createHash('sha256').update(name).digest('base64').slice(0, 8);
}
