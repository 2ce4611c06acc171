import { putItem } from './put-item.js';
import { DISTRIBUTION_ITEM, writeItem } from './state-items.js';
import type { StateTable } from './state-table.js';

/**
 * Writes the distribution item of every member that has none, open and not drained. An item that exists is never changed:
 * a deployment does not undo what an operator decided.
 *
 * @returns domains whose item was written
 * @throws as {@link StateTable.read}
 */
export async function seedState(table: StateTable, signal?: AbortSignal): Promise<{ written: readonly string[] }> {
  const written: string[] = [];
  for (const { domain, region } of table.members) {
    const item = writeItem(DISTRIBUTION_ITEM, {
      domain,
      cluster: table.name,
      region,
      open: true,
      drained: false,
      updatedAt: new Date(table.clock.now()).toISOString(),
      updatedBy: table.identity,
    });
    if (await putItem(table, item, { condition: 'attribute_not_exists(#domain)' }, signal)) written.push(domain);
  }
  return { written };
}
