import type { AwsClients } from '../aws/aws-clients.js';
import type { StackDescription } from './describe-stack.js';
import type { StackDefinition } from './stack.js';
import { transitionFor } from './transition.js';
import { hasSettings, readTemplate } from './unchanged.js';

/** A stack at rest that can be updated, with what decides whether it needs an update. */
export interface SettledStack {
  found: StackDescription;
  templateBody: string | undefined;
}

/** Reads the template of a stack that was found at rest; undefined for any other. */
export async function readSettledStack(
  clients: AwsClients,
  region: string,
  found: StackDescription | undefined,
  signal: AbortSignal,
): Promise<SettledStack | undefined> {
  if (!found || transitionFor(found.status) !== 'update') return undefined;
  return { found, templateBody: await readTemplate(clients, region, found.stackId, signal) };
}

/** Whether a stack needs no change: settings, template and termination protection are as defined. */
export function isAsDefined(definition: StackDefinition, { found, templateBody }: SettledStack): boolean {
  const { terminationProtection = found.terminationProtection } = definition;
  return (
    hasSettings(definition, found) &&
    templateBody === definition.templateBody &&
    terminationProtection === found.terminationProtection
  );
}
