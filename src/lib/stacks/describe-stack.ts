import type { Stack } from '@aws-sdk/client-cloudformation';
import type { AwsClients } from '../aws/aws-clients.js';
import { messageOf } from '../errors.js';
import { callCloudFormation } from './cloudformation-call.js';

/** A stack as CloudFormation has it. */
export interface StackDescription {
  stackId: string;
  name: string;
  /** CloudFormation's own, such as `UPDATE_COMPLETE`. */
  status: string;
  statusReason?: string;
  outputs: Readonly<Record<string, string>>;
  parameters: Readonly<Record<string, string>>;
  tags: Readonly<Record<string, string>>;
  notificationArns: readonly string[];
  terminationProtection: boolean;
}

/** The stack of that name (or id: deleted stacks have only that), or undefined when there is none. */
export function describeStack(
  clients: AwsClients,
  region: string,
  nameOrId: string,
  signal?: AbortSignal,
): Promise<StackDescription | undefined> {
  return callCloudFormation(clients, region, 'DescribeStacks', async (client, sdk) => {
    try {
      const command = new sdk.DescribeStacksCommand({ StackName: nameOrId });
      const { Stacks } = await client.send(command, { abortSignal: signal });
      return Stacks?.[0] && toDescription(Stacks[0]);
    } catch (error) {
      // The service reports a missing stack only by a ValidationError.
      if (/does not exist/.test(messageOf(error))) return undefined;
      throw error;
    }
  });
}

function toDescription(stack: Stack): StackDescription {
  const pairs = <Item>(items: Item[] | undefined, key: (item: Item) => string, value: (item: Item) => string) =>
    Object.fromEntries((items ?? []).map((item) => [key(item), value(item)]));
  return {
    stackId: stack.StackId ?? '',
    name: stack.StackName ?? '',
    status: stack.StackStatus ?? '',
    ...(stack.StackStatusReason ? { statusReason: stack.StackStatusReason } : {}),
    outputs: pairs(
      stack.Outputs,
      (one) => one.OutputKey ?? '',
      (one) => one.OutputValue ?? '',
    ),
    parameters: pairs(
      stack.Parameters,
      (one) => one.ParameterKey ?? '',
      (one) => one.ParameterValue ?? '',
    ),
    tags: pairs(
      stack.Tags,
      (one) => one.Key ?? '',
      (one) => one.Value ?? '',
    ),
    notificationArns: stack.NotificationARNs ?? [],
    terminationProtection: stack.EnableTerminationProtection ?? false,
  };
}
