import type { AwsClients } from '../aws/aws-clients.js';
import { callCloudFormation } from './cloudformation-call.js';
import type { StackDescription } from './describe-stack.js';
import type { StackContext, StackDefinition } from './stack.js';

/** Whether a stack needs no change: settings, template and termination protection are as defined. */
export function isAsDefined(
  definition: StackDefinition,
  found: StackDescription,
  templateBody: string | undefined,
): boolean {
  const { terminationProtection = found.terminationProtection } = definition;
  return (
    hasSettings(definition, found) &&
    templateBody === definition.templateBody &&
    terminationProtection === found.terminationProtection
  );
}

/**
 * Whether a settled stack is as defined, from its description and its template. No change set is needed.
 *
 * Returns false when in doubt: a parameter that is left to its default may have had another value before, and only a
 * change set shows that.
 */
export async function isUnchanged(
  { clients, region, signal }: StackContext,
  definition: StackDefinition,
  found: StackDescription,
): Promise<boolean> {
  return (
    hasSettings(definition, found) &&
    (await readTemplate(clients, region, found.stackId, signal)) === definition.templateBody
  );
}

/** Whether a stack has the parameters, tags and topics that it should have. */
function hasSettings(definition: StackDefinition, found: StackDescription): boolean {
  if (!sameEntries(definition.parameters, found.parameters) || !sameEntries(definition.tags, found.tags)) return false;
  const { notificationArns } = definition;
  return !notificationArns || [...notificationArns].sort().join() === [...found.notificationArns].sort().join();
}

/** The template that a stack was last deployed with. */
export async function readTemplate(
  clients: AwsClients,
  region: string,
  stackId: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const { TemplateBody } = await callCloudFormation(clients, region, 'GetTemplate', (client, sdk) => {
    const command = new sdk.GetTemplateCommand({ StackName: stackId, TemplateStage: 'Original' });
    return client.send(command, { abortSignal: signal });
  });
  return TemplateBody;
}

function sameEntries(wanted: Readonly<Record<string, string>>, found: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(wanted);
  return keys.length === Object.keys(found).length && keys.every((key) => wanted[key] === found[key]);
}
