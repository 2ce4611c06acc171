import type { ClusterStack } from '../parts/stack/cluster-stacks.js';
import { clusterStacks } from '../parts/stack/cluster-stacks.js';
import { describeStack, type StackDescription } from '../stacks/describe-stack.js';
import { attempt, derive } from './attempt.js';
import type { Known, StackStatus } from './cluster-status.js';
import type { StatusContext } from './status-context.js';

/** A stack as it was read; undefined when it is not there. */
export type ReadStack = ClusterStack & { read: Known<StackDescription | undefined> };

/** Reads every stack of the cluster, each on its own. */
export function readStacks(context: StatusContext): Promise<ReadStack[]> {
  return Promise.all(
    clusterStacks(context.cluster).map(async (stack) => ({
      ...stack,
      read: await attempt(context, (limit) => describeStack(context.clients, stack.region, stack.stackName, limit)),
    })),
  );
}

export function stackStatus({ stackName, region, template, read }: ReadStack): StackStatus {
  return { stackName, region, template, status: derive(read, (found) => found?.status ?? 'ABSENT') };
}

/** An output of a stack. */
export function outputOf(stack: ReadStack | undefined, key: string): Known<string> {
  if (!stack) return { known: false, why: 'no such stack' };
  if (!stack.read.known) return stack.read;
  const value = stack.read.value?.outputs[key];
  if (value !== undefined) return { known: true, value };
  const { stackName, region } = stack;
  return {
    known: false,
    why: stack.read.value
      ? `${stackName} (${region}) has no output ${key} yet`
      : `${stackName} (${region}) is not deployed`,
  };
}
