import type { Change } from '@aws-sdk/client-cloudformation';
import { parse } from 'yaml';
import { LONGEST_SENTENCE, outsideText } from '../outside-text.js';
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

/** A change set as CloudFormation has it. The changes are complete once it is ready. */
export interface ChangeSetDescription {
  status: string;
  reason: string;
  changes: ResourceChange[];
}

/** Reads all pages of a change set, with the properties' values. */
export function describeChangeSet(
  context: StackContext,
  changeSet: { id: string; stackId: string },
): Promise<ChangeSetDescription> {
  return callCloudFormation(context, 'DescribeChangeSet', async (client, sdk) => {
    const seen: ChangeSetDescription = { status: '', reason: '', changes: [] };
    const input = { ChangeSetName: changeSet.id, StackName: changeSet.stackId, IncludePropertyValues: true };
    for await (const page of sdk.paginateDescribeChangeSet({ client }, input, { abortSignal: context.signal })) {
      seen.status = page.Status ?? '';
      seen.reason = outsideText(page.StatusReason ?? '', LONGEST_SENTENCE);
      seen.changes.push(...(page.Changes ?? []).map(toResourceChange));
    }
    return seen;
  });
}

function toResourceChange({ ResourceChange: change }: Change): ResourceChange {
  return {
    logicalId: change?.LogicalResourceId ?? '',
    type: change?.ResourceType ?? '',
    action: (change?.Action ?? 'Dynamic').toLowerCase() as ResourceChange['action'],
    replacement: REPLACEMENT[change?.Replacement ?? ''] ?? 'never',
    properties: (change?.Details ?? [])
      .flatMap(({ Target }) => Target ?? [])
      .map((target) => ({
        name: target.Name ?? target.Attribute ?? '',
        before: target.BeforeValue,
        after: target.AfterValue,
        replaces: (target.RequiresRecreation ?? 'Never').toLowerCase() as PropertyChange['replaces'],
      })),
  };
}

/**
 * The resources of a template, from its text alone, for when CloudFormation cannot be asked. Conditions are not
 * evaluated: a resource that has one is listed.
 */
export function templateResources(template: string): ResourceChange[] {
  // YAML tags such as !Ref are ignored.
  const { Resources } = parse(template, { logLevel: 'silent' }) as { Resources: Record<string, { Type: string }> };
  return Object.entries(Resources).map(([logicalId, { Type: type }]) => ({
    logicalId,
    type,
    action: 'add',
    replacement: 'never',
    properties: [],
  }));
}
