import { ServiceError } from '../../service-error.js';

/**
 * Refuses a list whose Quantity is not the number of its items, wherever in a configuration.
 *
 * @throws ServiceError InconsistentQuantities (CloudFront API Reference, "UpdateDistribution", errors)
 */
export function checkLists(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) {
    for (const one of node) checkLists(one);
    return;
  }
  const { Quantity, Items } = node as { Quantity?: unknown; Items?: unknown };
  const count = Array.isArray(Items) ? Items.length : 0;
  const isList = Quantity !== undefined || Array.isArray(Items);
  if (isList && Quantity !== count) {
    throw new ServiceError('InconsistentQuantities', 'The value of Quantity and the size of Items do not match.');
  }
  for (const child of Object.values(node)) checkLists(child);
}
