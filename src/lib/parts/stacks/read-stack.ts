import { describeStack, type StackDescription } from '../../cloudformation/describe-stack.js';
import { readTemplate } from '../../cloudformation/unchanged.js';
import type { View } from '../view.js';
import type { ClusterStack } from './cluster-stacks.js';

/** Reads a stack; undefined when there is none. */
export function readStack(
  view: View,
  { region, stackName }: Pick<ClusterStack, 'region' | 'stackName'>,
): Promise<StackDescription | undefined> {
  return view.read(`stack/${region}/${stackName}`, (signal) =>
    describeStack(view.context.clients, region, stackName, signal),
  );
}

/** Reads the template that a stack was last deployed from. */
export function readStackTemplate(view: View, region: string, stackId: string): Promise<string | undefined> {
  return view.read(`template/${stackId}`, (signal) => readTemplate(view.context.clients, region, stackId, signal));
}
