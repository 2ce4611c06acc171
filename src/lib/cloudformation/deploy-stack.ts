import { CvsError } from '../errors.js';
import { applyChangeSet } from './apply-change-set.js';
import { continueUpdateRollback } from './continue-update-rollback.js';
import { deleteStack, setProtection } from './delete-stack.js';
import { describeStack, type StackDescription } from './describe-stack.js';
import { isOvertaken } from './overtaken.js';
import { passes } from './passing.js';
import type { StackContext, StackDefinition, StackResult } from './stack.js';
import { consoleLink, StackFailedError } from './stack-failed.js';
import { type Transition, transitionFor } from './transition.js';
import { hasSettings, needsProtection, readTemplate } from './unchanged.js';
import { waitForOthers } from './watch-stack.js';

export interface DeployStackOptions extends Omit<StackContext, 'region' | 'stackName'> {
  stack: StackDefinition;
  /** The stack as it was read a moment ago. If absent, it is read first. */
  found?: StackDescription;
}

/** The error for a stack in a status from which a deployment cannot continue by itself. */
export function stackBlocked(
  { name, region }: { name: string; region: string },
  found: StackDescription | undefined,
): CvsError {
  return new CvsError({
    code: 'STACK_BLOCKED',
    message: `Stack ${name} in ${region} is ${found?.status}. cvs cannot continue from this status.`,
    suggestions: [`Bring the stack to a stable status in the console: ${consoleLink(region, found?.stackId ?? name)}`],
  });
}

/**
 * The result of a step; `again`: look at the stack once more and take the next step. `as-defined`: a change set shows that it
 * is unchanged, or that somebody else has just changed it so.
 */
type StepOutcome = StackResult['status'] | 'again' | 'as-defined';

type Step = (
  context: StackContext,
  definition: StackDefinition,
  found: StackDescription | undefined,
) => Promise<StepOutcome>;

/** What a change set came to, but for a change. */
const DONE = { 'under-way': 'under-way', unchanged: 'as-defined', changed: undefined } as const;

/** More than any stack needs. When they are used up, somebody else keeps changing the stack. */
const MAX_DETOURS = 10;

const STEPS: Readonly<Record<Transition, Step>> = {
  create: async (context, definition, found) => {
    const done = await applyChangeSet(context, definition, 'CREATE', found === undefined);
    return DONE[done] ?? 'created';
  },
  update: async (context, definition, found) => {
    // Without a change set where the description and the template show that there is nothing to do.
    if (found && hasSettings(definition, found)) {
      const template = await readTemplate(context.clients, context.region, found.stackId, context.signal);
      if (template === definition.templateBody) return 'unchanged';
    }
    const done = await applyChangeSet(context, definition, 'UPDATE', false);
    return DONE[done] ?? 'updated';
  },
  wait: async (context, _definition, found) => {
    if (context.detach) return 'under-way';
    if (found) await waitForOthers(context, found);
    return 'again';
  },
  'delete-failed-stack': async (context, definition, found) => {
    const message = `${definition.name} in ${definition.region} is ${found?.status}: deleting it to create it again.`;
    context.report({ type: 'warning', message });
    await deleteStack(context);
    return 'again';
  },
  'continue-update-rollback': async (context, definition, found) => {
    if (found) await continueUpdateRollback(context, found, definition.skipResources ?? []);
    return 'again';
  },
  blocked: async (_context, definition, found) => {
    throw stackBlocked(definition, found);
  },
};

/** How long to wait before what was refused for now is tried once more. */
const REPEAT_MS = 15_000;

/** Whether an operation failed for a reason that passes, and CloudFormation put the stack back as it was. */
function mayRepeat({ reason = '', status }: StackFailedError): boolean {
  return passes(reason) && ['ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'DELETE_COMPLETE'].includes(status);
}

async function beforeRepeating({ report, clock, signal }: StackContext, error: StackFailedError): Promise<void> {
  const message = `${error.stackName} in ${error.region}: ${error.logicalId} was refused for now: ${error.reason}. Trying once more.`;
  report({ type: 'warning', message });
  await clock.sleep(REPEAT_MS, signal);
}

/** Pause before a stack is looked at again that somebody else was quicker to change, ms. */
const OVERTAKEN_MS = 2000;

async function beforeJoining({ report, clock, signal, stackName, region }: StackContext): Promise<void> {
  const message = `Somebody else is deploying ${stackName} in ${region}: looking again at what is left to do.`;
  report({ type: 'warning', message });
  await clock.sleep(OVERTAKEN_MS, signal);
}

/**
 * Brings a stack to its definition from any status: reads the status, takes the step for it, and repeats until a step
 * has settled the stack. Where somebody else is quicker, it joins them: it waits, and does what is left.
 *
 * @throws StackFailedError when a resource fails, CvsError for everything else that stops it
 */
export async function deployStack(options: DeployStackOptions): Promise<StackResult> {
  const { stack: definition, found: foundBefore, ...rest } = options;
  const context: StackContext = {
    ...rest,
    region: definition.region,
    stackName: definition.name,
    roleArn: definition.roleArn,
  };
  const look = () => describeStack(context.clients, definition.region, definition.name, context.signal);

  let found = foundBefore ?? (await look());
  // A rollback that was finished on the way is a change, though the stack is then as defined.
  const repaired = transitionFor(found?.status) === 'continue-update-rollback';
  let repeated = false;
  for (let detour = 0; detour < MAX_DETOURS; detour += 1) {
    context.signal.throwIfAborted();
    const outcome = await STEPS[transitionFor(found?.status)](context, definition, found).catch(
      async (error: unknown) => {
        if (isOvertaken(error)) {
          await beforeJoining(context);
          return 'again' as const;
        }
        if (repeated || !(error instanceof StackFailedError) || !mayRepeat(error)) throw error;
        repeated = true;
        await beforeRepeating(context, error);
        return 'again' as const;
      },
    );
    if (outcome !== 'unchanged') found = await look();
    if (outcome === 'again') continue;
    const status = outcome === 'as-defined' ? 'unchanged' : outcome;
    if (!found) break;
    const protects = needsProtection(definition, found);
    if (protects) await setProtection(context, found, !found.terminationProtection);
    const { stackId, outputs } = found;
    return { status: (protects || repaired) && status === 'unchanged' ? 'updated' : status, stackId, outputs };
  }
  throw new CvsError({
    code: 'STACK_UNSETTLED',
    message: `Somebody else keeps changing stack ${definition.name} in ${definition.region}.`,
    suggestions: ['Find out who else deploys it.'],
  });
}
