import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type Stack,
  UpdateStackCommand,
  type UpdateStackCommandInput,
} from '@aws-sdk/client-cloudformation';
import { systemClock } from '../../../../../src/lib/clock.js';
import { startControlServer } from '../../../../../src/sandbox/api/server.js';
import { makeCloudFormation } from '../../../../../src/sandbox/services/cloudformation/index.js';
import { toyEnvironment } from './toy-environment.js';
import { ToyService } from './toy-service.js';

export type StackBench = Awaited<ReturnType<typeof startStackBench>>;

/** CloudFormation over real HTTP with toy resources, and the few calls that every test makes. */
export async function startStackBench(templates: Record<string, string> = {}) {
  const env = toyEnvironment();
  const toys = new ToyService();
  const readTemplate = async (url: string) => {
    const text = templates[url];
    if (text === undefined) throw new Error('The specified key does not exist.');
    return text;
  };
  const { model, wire } = makeCloudFormation(env, toys.handlers(), readTemplate, () => true);
  const server = await startControlServer([wire], { port: 0, log: env.log, keys: env.keys, clock: systemClock });
  const clients = new Map<string, CloudFormationClient>();
  const clientIn = (region: string) => {
    let client = clients.get(region);
    if (!client) {
      client = new CloudFormationClient({
        region,
        endpoint: server.endpoint,
        credentials: env.keys.owner,
        maxAttempts: 1,
      });
      clients.set(region, client);
    }
    return client;
  };
  const client = clientIn('eu-west-1');

  /** Waits until the stack is in none of the states that pass by themselves. */
  async function settled(nameOrId: string): Promise<Stack> {
    for (let turn = 0; turn < 2000; turn += 1) {
      const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: nameOrId }));
      const stack = Stacks?.[0] as Stack;
      if (!stack.StackStatus?.endsWith('_IN_PROGRESS')) return stack;
      await sleep(2);
    }
    throw new Error(`${nameOrId} did not settle`);
  }

  return {
    env,
    toys,
    endpoint: server.endpoint,
    client,
    /** Of the keys that are accepted. */
    credentials: env.keys.owner,
    clientIn,
    settled,
    async create(
      name: string,
      template: string,
      input: Partial<UpdateStackCommandInput> & { OnFailure?: 'DO_NOTHING' | 'DELETE' } = {},
    ) {
      const { StackId } = await client.send(
        new CreateStackCommand({ StackName: name, TemplateBody: template, ...input }),
      );
      return settled(StackId as string);
    },
    async update(name: string, template: string, input: Partial<UpdateStackCommandInput> = {}) {
      const { StackId } = await client.send(
        new UpdateStackCommand({ StackName: name, TemplateBody: template, ...input }),
      );
      return settled(StackId as string);
    },
    /** `LogicalId STATUS`, oldest first. */
    async events(nameOrId: string): Promise<string[]> {
      const { StackEvents } = await client.send(new DescribeStackEventsCommand({ StackName: nameOrId }));
      return (StackEvents ?? []).map((one) => `${one.LogicalResourceId} ${one.ResourceStatus}`).reverse();
    },
    /** The reason of the newest event of a resource (or the stack) with a status. */
    async reason(nameOrId: string, logicalId: string, status: string): Promise<string | undefined> {
      const { StackEvents } = await client.send(new DescribeStackEventsCommand({ StackName: nameOrId }));
      return StackEvents?.find((one) => one.LogicalResourceId === logicalId && one.ResourceStatus === status)
        ?.ResourceStatusReason;
    },
    async close() {
      for (const one of clients.values()) one.destroy();
      await model.close();
      await server.close();
    },
  };
}
