import { adviceFor } from '../aws/advice.js';
import { CvsError } from '../errors.js';
import { type Refusals, readRefusals } from './change-set-refusal.js';
import { callCloudFormation } from './cloudformation-call.js';
import { describeChangeSet, type ResourceChange } from './describe-changes.js';
import { pollUntil } from './poll.js';
import { operationName, type StackContext, type StackDefinition } from './stack.js';

/** Longest template that a request may contain, in bytes ("AWS CloudFormation quotas"). */
const MAX_BODY_BYTES = 51_200;

const ON_FAILURE = { rollback: 'ROLLBACK', keep: 'DO_NOTHING', delete: 'DELETE' } as const;

export interface ChangeSet {
  id: string;
  stackId: string;
  /** Empty when only outputs or tags change. */
  changes: readonly ResourceChange[];
}

/**
 * Makes a change set and waits until it can be executed.
 *
 * @param name of the change set, made by {@link operationName}
 * @returns undefined when CloudFormation found no difference; the change set is deleted then
 * @throws CvsError CHANGE_SET_FAILED with CloudFormation's reason
 */
export async function createChangeSet(
  context: StackContext,
  definition: StackDefinition,
  type: 'CREATE' | 'UPDATE',
  name = operationName(context),
): Promise<ChangeSet | undefined> {
  const made = await callCloudFormation(context, 'CreateChangeSet', (client, sdk) =>
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
        Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
        RoleARN: definition.roleArn,
        NotificationARNs: definition.notificationArns && [...definition.notificationArns],
        // Only a first creation has this choice: a failed update always rolls back.
        OnStackFailure: type === 'CREATE' && definition.onFailure ? ON_FAILURE[definition.onFailure] : undefined,
      }),
    ),
  );
  const changeSet = { id: made.Id ?? name, stackId: made.StackId ?? definition.name };
  const { status, reason, changes } = await pollUntil(async () => {
    const seen = await describeChangeSet(context, changeSet);
    return seen.status.endsWith('COMPLETE') || seen.status === 'FAILED' ? seen : undefined;
  }, context);
  if (status !== 'FAILED') return { ...changeSet, changes };
  // CloudFormation reports a change set without changes as failed, with one of two messages.
  const isEmpty = /didn't contain changes|No updates are to be performed/.test(reason);
  const refused = isEmpty
    ? undefined
    : refusal(context, reason, await readRefusals(context, made.StackId ?? '', made.Id));
  await discardChangeSet(context, changeSet);
  if (refused) throw refused;
  return undefined;
}

function refusal({ stackName, region }: StackContext, reason: string, { reasons, denied }: Refusals): CvsError {
  const why = reasons.length > 0 ? reasons.join('; ') : reason;
  const advice = denied ? [ASK_FOR_EVENTS] : adviceFor(why);
  const last = 'Check the values in the cluster file that the message names.';
  return new CvsError({
    code: 'CHANGE_SET_FAILED',
    message: `CloudFormation refused the change set of ${stackName} in ${region}: ${why}`,
    suggestions: [...advice, `Nothing was changed.${advice.length > 0 ? '' : ` ${last}`}`],
  });
}

const ASK_FOR_EVENTS =
  'CloudFormation tells what is wrong only with the permission cloudformation:DescribeEvents: ask for it (`cvs policy deployer`), then run the same command again.';

/**
 * Deletes a change set that was not executed. One that cannot be deleted does no harm: what it told is known, and it goes
 * with the next one that is executed. So that is a warning.
 */
export async function discardChangeSet(
  context: StackContext,
  changeSet: Pick<ChangeSet, 'id' | 'stackId'>,
): Promise<void> {
  try {
    await callCloudFormation(context, 'DeleteChangeSet', (client, sdk) =>
      client.send(new sdk.DeleteChangeSetCommand({ ChangeSetName: changeSet.id, StackName: changeSet.stackId })),
    );
  } catch (error) {
    if (!(error instanceof CvsError)) throw error;
    const message = `A change set of ${context.stackName} in ${context.region} was not deleted, which does no harm: ${error.message}`;
    context.report({ type: 'warning', message });
  }
}

/** Names of the change sets of a stack. */
export function changeSetNames(context: StackContext, stackId: string): Promise<string[]> {
  return callCloudFormation(context, 'ListChangeSets', async (client, sdk) => {
    const names: string[] = [];
    for await (const page of sdk.paginateListChangeSets({ client }, { StackName: stackId })) {
      names.push(...(page.Summaries ?? []).flatMap(({ ChangeSetName }) => ChangeSetName ?? []));
    }
    return names;
  });
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
