import type { ControlRequest } from '../../../api/service.js';

/** One page of a list as CloudFront has them: after `Marker`, at most `MaxItems` (100). */
export function listOf<Item>(
  items: readonly Item[],
  request: ControlRequest,
  idOf: (item: Item) => string,
  summarise: (item: Item) => object,
): object {
  const marker = request.query.get('Marker') ?? '';
  const maxItems = Number(request.query.get('MaxItems') ?? 100);
  const start = marker ? items.findIndex((item) => idOf(item) === marker) + 1 : 0;
  const page = items.slice(start, start + maxItems);
  const last = page.at(-1);
  const isTruncated = start + page.length < items.length;
  return {
    Marker: marker,
    NextMarker: isTruncated && last !== undefined ? idOf(last) : undefined,
    MaxItems: maxItems,
    IsTruncated: isTruncated,
    Quantity: page.length,
    Items: page.map(summarise),
  };
}
