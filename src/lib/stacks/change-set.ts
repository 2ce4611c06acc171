import { CvsError } from '../errors.js';
import { callCloudFormation } from './cloudformation-call.js';
import { pollUntil } from './poll.js';
import { operationName, type StackContext, type StackDefinition } from './stack.js';

/** Longest template that a request may contain, in bytes ("AWS CloudFormation quotas"). */
const MAX_BODY_BYTES = 51_200;

const ON_FAILURE = { rollback: 'ROLLBACK', keep: 'DO_NOTHING', delete: 'DELETE' } as const;

export interface ChangeSet {
  id: string;
  stackId: string;
  /** Number of resources that it changes; also 0 when only outputs or tags change. */
  changes: number;
  /** CloudFormation found no difference; the change set is already deleted. */
  empty: boolean;
}

/**
 * Makes a change set and waits until it can be executed. CloudFormation reports a change set without
 * changes as failed; it is deleted and returned as `empty`.
 *
 * @throws CvsError CHANGE_SET_FAILED with CloudFormation's reason
 */
export async function createChangeSet(
  context: StackContext,
  definition: StackDefinition,
  type: 'CREATE' | 'UPDATE',
): Promise<ChangeSet> {
  const name = operationName(context);
  const made = await callCloudFormation(context.clients, context.region, 'CreateChangeSet', (client, sdk) =>
    client.send(
      new sdk.CreateChangeSetCommand({
        StackName: definition.name,
        ChangeSetName: name,
        ChangeSetType: type,
        ClientToken: name,
        ...templateOf(definition),
        Parameters: Object.entries(definition.parameters).map(([key, value]) => ({
          ParameterKey: key,
          ParameterValue: value,
        })),
        Tags: Object.entries(definition.tags).map(([key, value]) => ({ Key: key, Value: value })),
        Capabilities: [...definition.capabilities],
        ...(definition.roleArn ? { RoleARN: definition.roleArn } : {}),
        ...(definition.notificationArns ? { NotificationARNs: [...definition.notificationArns] } : {}),
        // Only a first creation has this choice: a failed update always rolls back.
        ...(type === 'CREATE' && definition.onFailure ? { OnStackFailure: ON_FAILURE[definition.onFailure] } : {}),
      }),
    ),
  );
  const changeSet = { id: made.Id ?? name, stackId: made.StackId ?? definition.name };
  return { ...changeSet, ...(await waitForChangeSet(context, changeSet)) };
}

function templateOf(definition: StackDefinition): { TemplateBody: string } | { TemplateURL: string } {
  const bytes = Buffer.byteLength(definition.templateBody);
  if (bytes <= MAX_BODY_BYTES) return { TemplateBody: definition.templateBody };
  if (definition.templateUrl) return { TemplateURL: definition.templateUrl };
  throw new CvsError({
    code: 'TEMPLATE_TOO_LARGE',
    message: `The template of ${definition.name} has ${bytes} bytes. Without an S3 URL it may have at most ${MAX_BODY_BYTES}.`,
    suggestions: ['Publish it first: `cvs assets publish`.'],
  });
}

async function waitForChangeSet(
  context: StackContext,
  changeSet: { id: string; stackId: string },
): Promise<{ changes: number; empty: boolean }> {
  const ended = await pollUntil(async () => {
    const seen = await describeChangeSet(context, changeSet);
    return seen.status.endsWith('COMPLETE') || seen.status === 'FAILED' ? seen : undefined;
  }, context);
  if (ended.status !== 'FAILED') return { changes: ended.changes, empty: false };

  await callCloudFormation(context.clients, context.region, 'DeleteChangeSet', (client, sdk) =>
    client.send(new sdk.DeleteChangeSetCommand({ ChangeSetName: changeSet.id, StackName: changeSet.stackId })),
  );
  if (saysNoChanges(ended.reason)) return { changes: 0, empty: true };
  throw new CvsError({
    code: 'CHANGE_SET_FAILED',
    message: `CloudFormation refused the change set of ${context.stackName} in ${context.region}: ${ended.reason}`,
    suggestions: ['Nothing was changed. Check the values in the cluster file that the message names.'],
  });
}

/** CloudFormation has two messages for it. */
export function saysNoChanges(reason: string): boolean {
  return /didn't contain changes|No updates are to be performed/.test(reason);
}

/** Reads all pages, to count the changes. */
async function describeChangeSet(
  context: StackContext,
  changeSet: { id: string; stackId: string },
): Promise<{ status: string; reason: string; changes: number }> {
  return callCloudFormation(context.clients, context.region, 'DescribeChangeSet', async (client, sdk) => {
    const seen = { status: '', reason: '', changes: 0 };
    const input = { ChangeSetName: changeSet.id, StackName: changeSet.stackId };
    for await (const page of sdk.paginateDescribeChangeSet({ client }, input, { abortSignal: context.signal })) {
      seen.status = page.Status ?? '';
      seen.reason = page.StatusReason ?? '';
      seen.changes += page.Changes?.length ?? 0;
    }
    return seen;
  });
}
