import type { AwsClients } from '../aws/aws-clients.js';
import { GLOBAL_REGION } from '../aws/aws-clients.js';
import { type Caller, callerOf } from '../aws/caller.js';
import { translateAwsError } from '../aws/errors.js';
import { callCloudFormation } from '../cloudformation/cloudformation-call.js';
import type { Cluster } from '../cluster/cluster.js';
import { readTopic } from '../doctor/read-account.js';
import { type SimulatedDecision, type SimulatedQuestion, simulatePolicies } from '../iam/simulate-policies.js';
import { LONGEST_SENTENCE, outsideText } from '../outside-text.js';
import type { ClusterStack } from '../parts/stacks/cluster-stacks.js';
import { View, type ViewContext } from '../parts/view.js';

/** A function, or a version of it. */
export interface FunctionLook {
  roleArn: string;
  runtime: string;
  memoryMb: number;
  timeoutS: number;
  /** Lambda's own, such as `Active`. */
  state: string;
  /** Of the last update, or of the state, where Lambda gives one. */
  reason?: string;
  lastUpdate: string;
}

export interface ScheduleLook {
  state: string;
  expression: string;
  targetArn: string;
  roleArn: string;
}

export interface AlarmLook {
  name: string;
  /** `OK`, `ALARM` or `INSUFFICIENT_DATA`. */
  state: string;
  reason: string;
  actionsEnabled: boolean;
  actions: readonly string[];
}

/** What the checks of a deployment look at. */
export type DeployedFacts = Pick<Deployed, keyof Deployed>;

/** What stands in the account, as AWS has it. All reject with a CvsError; undefined is what is not there. */
export class Deployed {
  readonly cluster: Cluster;
  readonly #clients: AwsClients;
  readonly #view: View;
  readonly #signal: AbortSignal;

  constructor(context: ViewContext) {
    this.cluster = context.cluster;
    this.#clients = context.clients;
    this.#view = new View(context);
    this.#signal = this.#view.context.signal;
  }

  caller(): Promise<Caller> {
    return this.#view.read('caller', () => callerOf(this.#clients, this.cluster.regions[0]?.region ?? GLOBAL_REGION));
  }

  /** Physical id of a stack's resource. */
  async physicalId({ region, stackName }: ClusterStack, logicalId: string): Promise<string | undefined> {
    const all = await this.#view.read(`resources ${region} ${stackName}`, (abortSignal) =>
      callCloudFormation({ clients: this.#clients, region }, 'DescribeStackResources', async (client, sdk) => {
        const command = new sdk.DescribeStackResourcesCommand({ StackName: stackName });
        const { StackResources = [] } = await client.send(command, { abortSignal });
        return new Map(StackResources.map((one) => [one.LogicalResourceId, one.PhysicalResourceId]));
      }),
    );
    return all.get(logicalId);
  }

  functionOf(region: string, name: string, version?: string): Promise<FunctionLook | undefined> {
    return this.#view.read(`function ${region} ${name} ${version}`, () =>
      this.#ask('lambda:GetFunctionConfiguration', region, ['ResourceNotFoundException'], async (abortSignal) => {
        const { GetFunctionConfigurationCommand } = await import('@aws-sdk/client-lambda');
        const client = await this.#clients.lambda(region);
        const command = new GetFunctionConfigurationCommand({ FunctionName: name, Qualifier: version });
        const found = await client.send(command, { abortSignal });
        const reason = found.LastUpdateStatusReason ?? found.StateReason;
        return {
          roleArn: found.Role ?? '',
          runtime: found.Runtime ?? '',
          memoryMb: found.MemorySize ?? 0,
          timeoutS: found.Timeout ?? 0,
          state: found.State ?? 'Active',
          lastUpdate: found.LastUpdateStatus ?? 'Successful',
          reason: reason && outsideText(reason, LONGEST_SENTENCE),
        };
      }),
    );
  }

  scheduleOf(region: string, name: string): Promise<ScheduleLook | undefined> {
    return this.#view.read(`schedule ${region} ${name}`, () =>
      this.#ask('scheduler:GetSchedule', region, ['ResourceNotFoundException'], async (abortSignal) => {
        const { GetScheduleCommand } = await import('@aws-sdk/client-scheduler');
        const client = await this.#clients.scheduler(region);
        const { State, ScheduleExpression, Target } = await client.send(new GetScheduleCommand({ Name: name }), {
          abortSignal,
        });
        return {
          state: State ?? '',
          expression: ScheduleExpression ?? '',
          targetArn: Target?.Arn ?? '',
          roleArn: Target?.RoleArn ?? '',
        };
      }),
    );
  }

  /** How many messages a queue holds, about. */
  messagesIn(region: string, url: string): Promise<number | undefined> {
    const gone = ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'];
    return this.#ask('sqs:GetQueueAttributes', region, gone, async (abortSignal) => {
      const { GetQueueAttributesCommand } = await import('@aws-sdk/client-sqs');
      const client = await this.#clients.sqs(region);
      const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
      const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...names] });
      const { Attributes = {} } = await client.send(command, { abortSignal });
      return names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
    });
  }

  topic(region: string, arn: string): Promise<Readonly<Record<string, string>> | undefined> {
    return readTopic(this.#clients, region, arn);
  }

  /** The alarms whose names begin so. */
  async alarms(region: string, prefix: string): Promise<readonly AlarmLook[]> {
    const found = await this.#ask('cloudwatch:DescribeAlarms', region, [], async (abortSignal) => {
      const { DescribeAlarmsCommand } = await import('@aws-sdk/client-cloudwatch');
      const client = await this.#clients.cloudWatch(region);
      const command = new DescribeAlarmsCommand({ AlarmNamePrefix: prefix, MaxRecords: 100 });
      return (await client.send(command, { abortSignal })).MetricAlarms ?? [];
    });
    return (found ?? []).map((one) => ({
      name: one.AlarmName ?? '',
      state: one.StateValue ?? '',
      reason: outsideText(one.StateReason ?? '', LONGEST_SENTENCE),
      actionsEnabled: one.ActionsEnabled ?? false,
      actions: one.AlarmActions ?? [],
    }));
  }

  async hasDashboard(name: string): Promise<boolean> {
    const region = this.cluster.regions[0]?.region ?? GLOBAL_REGION;
    const gone = ['DashboardNotFoundError', 'ResourceNotFound'];
    const found = await this.#ask('cloudwatch:GetDashboard', region, gone, async (abortSignal) => {
      const { GetDashboardCommand } = await import('@aws-sdk/client-cloudwatch');
      const client = await this.#clients.cloudWatch(region);
      return client.send(new GetDashboardCommand({ DashboardName: name }), { abortSignal });
    });
    return found !== undefined;
  }

  /** How long a log group keeps what is logged, in days; `for ever` where it has no retention. */
  async retention(region: string, group: string): Promise<number | 'for ever' | undefined> {
    const groups = await this.#ask('logs:DescribeLogGroups', region, [], async (abortSignal) => {
      const { DescribeLogGroupsCommand } = await import('@aws-sdk/client-cloudwatch-logs');
      const client = await this.#clients.logs(region);
      const command = new DescribeLogGroupsCommand({ logGroupNamePrefix: group });
      return (await client.send(command, { abortSignal })).logGroups ?? [];
    });
    const found = groups?.find(({ logGroupName }) => logGroupName === group);
    return found && (found.retentionInDays ?? 'for ever');
  }

  /** What a role's policies say. */
  async decisions(question: SimulatedQuestion): Promise<readonly SimulatedDecision[]> {
    const found: SimulatedDecision[] = [];
    const client = await this.#clients.iam();
    try {
      for await (const one of simulatePolicies(client, question, this.#signal)) found.push(one);
    } catch (error) {
      this.#signal.throwIfAborted();
      throw translateAwsError(error, { action: 'iam:SimulatePrincipalPolicy' });
    }
    return found;
  }

  /** @param gone names of the error for a thing that is not there */
  async #ask<T>(
    action: string,
    region: string,
    gone: readonly string[],
    call: (abortSignal: AbortSignal) => Promise<T>,
  ): Promise<T | undefined> {
    try {
      return await call(this.#signal);
    } catch (error) {
      this.#signal.throwIfAborted();
      if (gone.includes((error as Error).name)) return undefined;
      throw translateAwsError(error, { action, region });
    }
  }
}
