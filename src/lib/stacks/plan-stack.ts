import { createChangeSet } from './change-set.js';
import { callCloudFormation } from './cloudformation-call.js';
import { deleteEmptyStack } from './delete-empty-stack.js';
import { describeChanges, type ResourceChange } from './describe-changes.js';
import type { StackDescription } from './describe-stack.js';
import type { StackContext, StackDefinition } from './stack.js';
import { templateResources } from './template-resources.js';
import { type Transition, transitionFor } from './transition.js';
import { isUnchanged } from './unchanged.js';

/** What a deployment would do with a stack. */
export interface StackPlan {
  action: 'create' | 'recreate' | 'update' | 'unchanged' | 'wait' | 'blocked';
  /** One line, when the action alone does not say enough. */
  why?: string;
  changes: readonly ResourceChange[];
}

/**
 * What {@link deployStack} would do, read from a change set. The change set is deleted again, and so is the empty stack
 * that a change set for a new stack makes. Nothing else is changed.
 *
 * @param definition undefined while its parameters are unknown: they are outputs of stacks that do not exist yet
 */
export async function planStack(
  context: StackContext,
  template: string,
  definition: StackDefinition | undefined,
  found: StackDescription | undefined,
): Promise<StackPlan> {
  return PLANS[transitionFor(found?.status)](context, template, definition, found);
}

type Plan = (
  context: StackContext,
  template: string,
  definition: StackDefinition | undefined,
  found: StackDescription | undefined,
) => Promise<StackPlan> | StackPlan;

const PLANS: Readonly<Record<Transition, Plan>> = {
  create: async (context, template, definition, found) => {
    // A stack in review belongs to somebody else's change set: it is left alone.
    const changes = definition && !found ? await changesOf(context, definition, 'CREATE') : undefined;
    return { action: 'create', changes: changes ?? templateResources(template) };
  },
  update: async (context, _template, definition, found) => {
    if (!definition || !found) return { action: 'update', why: 'it needs outputs that do not exist yet', changes: [] };
    if (await isUnchanged(context, definition, found)) return { action: 'unchanged', changes: [] };
    const changes = await changesOf(context, definition, 'UPDATE');
    if (changes === undefined) return { action: 'unchanged', changes: [] };
    return changes.length > 0
      ? { action: 'update', changes }
      : { action: 'update', why: 'only tags, parameters or outputs change', changes };
  },
  wait: (_context, _template, _definition, found) => ({
    action: 'wait',
    why: `${found?.status}: an operation is under way; a deployment waits for its end, then continues`,
    changes: [],
  }),
  'delete-failed-stack': (_context, template, _definition, found) => ({
    action: 'recreate',
    why: `${found?.status}: it is deleted first, because CloudFormation accepts nothing else`,
    changes: templateResources(template),
  }),
  'continue-update-rollback': (_context, _template, _definition, found) => ({
    action: 'update',
    why: `${found?.status}: its rollback is finished first; --skip-resource skips what it is stuck on`,
    changes: [],
  }),
  blocked: (_context, _template, _definition, found) => ({
    action: 'blocked',
    why: `${found?.status}: a deployment cannot continue from this status by itself`,
    changes: [],
  }),
};

/** @returns undefined when there are no changes */
async function changesOf(
  context: StackContext,
  definition: StackDefinition,
  type: 'CREATE' | 'UPDATE',
): Promise<readonly ResourceChange[] | undefined> {
  // What was made here is deleted again, also when the plan is interrupted.
  const cleaning: StackContext = { ...context, report: () => {}, signal: new AbortController().signal };
  try {
    const changeSet = await createChangeSet(context, definition, type);
    if (changeSet.empty) return undefined;
    const changes = await describeChanges(context, changeSet);
    await callCloudFormation(context.clients, context.region, 'DeleteChangeSet', (client, sdk) =>
      client.send(new sdk.DeleteChangeSetCommand({ ChangeSetName: changeSet.id, StackName: changeSet.stackId })),
    );
    return changes;
  } finally {
    if (type === 'CREATE') await deleteEmptyStack(cleaning);
  }
}
