import type { Change } from '@aws-sdk/client-cloudformation';
import { callCloudFormation } from './cloudformation-call.js';
import type { StackContext } from './stack.js';

/** The change of one property of a resource. */
export interface PropertyChange {
  name: string;
  /** Values as CloudFormation reports them; absent when it does not report one, or there is none. */
  before?: string;
  after?: string;
  /** Whether the change replaces the resource. */
  replaces: 'never' | 'always' | 'conditionally';
}

/** The change of one resource. */
export interface ResourceChange {
  logicalId: string;
  type: string;
  action: 'add' | 'modify' | 'remove' | 'import' | 'dynamic';
  /** Whether the resource is replaced; `conditionally`: known only when the change set is executed. */
  replacement: 'never' | 'always' | 'conditionally';
  properties: readonly PropertyChange[];
}

const REPLACEMENT: Readonly<Record<string, ResourceChange['replacement']>> = {
  True: 'always',
  Conditional: 'conditionally',
};

/** The changes of a change set that is ready, with the properties' values. */
export function describeChanges(
  context: StackContext,
  changeSet: { id: string; stackId: string },
): Promise<ResourceChange[]> {
  return callCloudFormation(context.clients, context.region, 'DescribeChangeSet', async (client, sdk) => {
    const changes: ResourceChange[] = [];
    const input = { ChangeSetName: changeSet.id, StackName: changeSet.stackId, IncludePropertyValues: true };
    for await (const page of sdk.paginateDescribeChangeSet({ client }, input, { abortSignal: context.signal })) {
      changes.push(...(page.Changes ?? []).map(toResourceChange));
    }
    return changes;
  });
}

function toResourceChange({ ResourceChange: change }: Change): ResourceChange {
  return {
    logicalId: change?.LogicalResourceId ?? '',
    type: change?.ResourceType ?? '',
    action: (change?.Action ?? 'Dynamic').toLowerCase() as ResourceChange['action'],
    replacement: REPLACEMENT[change?.Replacement ?? ''] ?? 'never',
    properties: (change?.Details ?? []).flatMap(({ Target: target }) =>
      target
        ? [
            {
              name: target.Name ?? target.Attribute ?? '',
              before: target.BeforeValue,
              after: target.AfterValue,
              replaces: (target.RequiresRecreation ?? 'Never').toLowerCase() as PropertyChange['replaces'],
            },
          ]
        : [],
    ),
  };
}
