import { callCloudFormation } from './cloudformation-call.js';
import type { StackDescription } from './describe-stack.js';
import type { StackContext, StackDefinition } from './stack.js';

/**
 * Whether a settled stack is as it should be, from its description and its template: no change set is needed to see it.
 *
 * Says false when in doubt: a parameter that was left to its default may once have had another value, and only a
 * change set can tell.
 */
export async function isUnchanged(
  context: StackContext,
  definition: StackDefinition,
  found: StackDescription,
): Promise<boolean> {
  if (!sameEntries(definition.parameters, found.parameters) || !sameEntries(definition.tags, found.tags)) return false;
  const { notificationArns } = definition;
  if (notificationArns && [...notificationArns].sort().join() !== [...found.notificationArns].sort().join())
    return false;
  const deployed = await callCloudFormation(context.clients, context.region, 'GetTemplate', (client, sdk) => {
    const command = new sdk.GetTemplateCommand({ StackName: found.stackId, TemplateStage: 'Original' });
    return client.send(command, { abortSignal: context.signal });
  });
  return deployed.TemplateBody === definition.templateBody;
}

function sameEntries(wanted: Readonly<Record<string, string>>, found: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(wanted);
  return keys.length === Object.keys(found).length && keys.every((key) => wanted[key] === found[key]);
}
