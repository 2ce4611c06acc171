import { isDeepStrictEqual } from 'node:util';
import type { AwsClients } from '../aws/aws-clients.js';
import { callCloudFormation } from './cloudformation-call.js';
import type { StackDescription } from './describe-stack.js';
import type { StackDefinition } from './stack.js';

/** Whether a stack needs no change: settings, template and termination protection are as defined. */
export function isAsDefined(
  definition: StackDefinition,
  found: StackDescription,
  templateBody: string | undefined,
): boolean {
  return (
    hasSettings(definition, found) && templateBody === definition.templateBody && !needsProtection(definition, found)
  );
}

/** Termination protection is not part of a change set. */
export function needsProtection({ terminationProtection }: StackDefinition, found: StackDescription): boolean {
  return terminationProtection !== undefined && terminationProtection !== found.terminationProtection;
}

/**
 * Whether a stack has the parameters, tags and topics that it should have.
 *
 * Returns false when in doubt: a parameter that is left to its default may have had another value before, and only a
 * change set shows that.
 */
export function hasSettings(definition: StackDefinition, found: StackDescription): boolean {
  const { parameters, tags, notificationArns } = definition;
  if (!isDeepStrictEqual([parameters, tags].map(asRead), [found.parameters, found.tags].map(asRead))) return false;
  return !notificationArns || isDeepStrictEqual(notificationArns.toSorted(), found.notificationArns.toSorted());
}

/**
 * Values as DescribeStacks gives them: each character outside ASCII is a question mark
 * (aws-cloudformation/cloudformation-coverage-roadmap#814).
 */
function asRead(values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const ascii = (text: string) => text.replace(/[^\0-\x7f]/gu, '?');
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [ascii(key), ascii(value)]));
}

/** The template that a stack was last deployed with. */
export async function readTemplate(
  clients: AwsClients,
  region: string,
  stackId: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const { TemplateBody } = await callCloudFormation({ clients, region }, 'GetTemplate', (client, sdk) => {
    const command = new sdk.GetTemplateCommand({ StackName: stackId, TemplateStage: 'Original' });
    return client.send(command, { abortSignal: signal });
  });
  return TemplateBody;
}
