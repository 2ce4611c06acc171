import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import type { AwsClients } from '../../aws/aws-clients.js';
import { callCloudFront } from '../../aws/cloudfront-call.js';
import { MEMORY_TAG, memoryOf, memoryTags } from '../../edge-settings/memory-tags.js';
import type { Memory } from '../../edge-settings/tune.js';

/** A distribution whose tags are read or written. */
export interface TaggedDistribution {
  id: string;
  arn: string;
}

/**
 * What cvs remembers of a distribution, in tags of the distribution.
 *
 * @throws CvsError NO_SUCH_DISTRIBUTION
 */
export async function readMemory(
  clients: AwsClients,
  { id, arn }: TaggedDistribution,
  config: DistributionConfig,
  signal?: AbortSignal,
): Promise<Memory> {
  const { Tags } = await callCloudFront(clients, 'ListTagsForResource', id, (client, sdk) =>
    client.send(new sdk.ListTagsForResourceCommand({ Resource: arn }), { abortSignal: signal }),
  );
  return memoryOf(config, Object.fromEntries((Tags?.Items ?? []).map(({ Key = '', Value = '' }) => [Key, Value])));
}

/** Writes what is to be remembered, before the distribution is changed: so it is never lost. */
export async function writeMemory(clients: AwsClients, { id, arn }: TaggedDistribution, memory: Memory): Promise<void> {
  const Items = Object.entries(memoryTags(memory)).map(([Key, Value]) => ({ Key, Value }));
  if (!Items.length) return;
  await callCloudFront(clients, 'TagResource', id, (client, sdk) =>
    client.send(new sdk.TagResourceCommand({ Resource: arn, Tags: { Items } })),
  );
}

/** Deletes the tags of what need not be remembered any more, after the distribution was changed. */
export async function forget(
  clients: AwsClients,
  { id, arn }: TaggedDistribution,
  { before, after }: { before: Memory; after: Memory },
): Promise<void> {
  const kept = memoryTags(after);
  const Items = Object.keys(memoryTags(before)).filter((key) => key.startsWith(MEMORY_TAG) && !(key in kept));
  if (!Items.length) return;
  await callCloudFront(clients, 'UntagResource', id, (client, sdk) =>
    client.send(new sdk.UntagResourceCommand({ Resource: arn, TagKeys: { Items } })),
  );
}
