import type { Stack } from '@aws-sdk/client-cloudformation';
import type { AwsClients } from '../aws/aws-clients.js';
import { messageOf } from '../errors.js';
import { LONGEST_SENTENCE, outsideText } from '../outside-text.js';
import { callCloudFormation } from './cloudformation-call.js';

/** A stack as CloudFormation has it. */
export interface StackDescription {
  stackId: string;
  name: string;
  /** CloudFormation's own, such as `UPDATE_COMPLETE`. */
  status: string;
  statusReason?: string;
  /** When it was made or last changed, ISO 8601. */
  changedAt?: string;
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
  return callCloudFormation({ clients, region }, 'DescribeStacks', async (client, sdk) => {
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
  const { Outputs = [], Parameters = [], Tags = [] } = stack;
  return {
    stackId: stack.StackId ?? '',
    name: stack.StackName ?? '',
    status: stack.StackStatus ?? '',
    statusReason: stack.StackStatusReason && outsideText(stack.StackStatusReason, LONGEST_SENTENCE),
    changedAt: (stack.LastUpdatedTime ?? stack.CreationTime)?.toISOString(),
    outputs: Object.fromEntries(Outputs.map((one) => [`${one.OutputKey}`, one.OutputValue ?? ''])),
    parameters: Object.fromEntries(Parameters.map((one) => [`${one.ParameterKey}`, one.ParameterValue ?? ''])),
    tags: Object.fromEntries(Tags.map((one) => [`${one.Key}`, one.Value ?? ''])),
    notificationArns: stack.NotificationARNs ?? [],
    terminationProtection: stack.EnableTerminationProtection ?? false,
  };
}
