import { validationError } from '../model/errors.js';

/** One page of a list; the token is the position at which the next page starts. */
export function page<Item>(
  items: readonly Item[],
  token: string | undefined,
  size: number,
): { items: Item[]; NextToken?: string } {
  const start = token ? decode(token) : 0;
  const end = start + size;
  return {
    items: items.slice(start, end),
    NextToken: end < items.length ? Buffer.from(`position:${end}`).toString('base64') : undefined,
  };
}

function decode(token: string): number {
  const position = /^position:(\d+)$/.exec(Buffer.from(token, 'base64').toString('utf8'))?.[1];
  if (position === undefined) throw validationError('Invalid NextToken');
  return Number(position);
}
