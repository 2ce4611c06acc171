import { AwsClients } from '../../../src/lib/aws/aws-clients.js';
import { systemClock } from '../../../src/lib/clock.js';
import type { StackContext, StackDefinition } from '../../../src/lib/cloudformation/stack.js';
import type { ProgressEvent } from '../../../src/lib/progress.js';
import { AccessKeys } from '../../../src/sandbox/access-keys.js';
import { startControlServer } from '../../../src/sandbox/api/server.js';
import type { ControlRequest, ControlResponse } from '../../../src/sandbox/api/service.js';
import type { SandboxEnvironment } from '../../../src/sandbox/environment.js';
import type { HookFailure } from '../../../src/sandbox/resources/hook-failure.js';
import type { ResourceHandler } from '../../../src/sandbox/resources/resource-handler.js';
import { makeCloudFormation } from '../../../src/sandbox/services/cloudformation/index.js';
import type { RefuseChangeSet } from '../../../src/sandbox/services/cloudformation/model/engine/engine.js';
import { scaledClock } from '../../support/scaled-clock.js';

const SPEED = 50;

/** What the toy resources do: by logical id, the message to fail with, or a gate to wait at. */
export interface Behavior {
  failCreate: Map<string, string>;
  failUpdate: Map<string, string>;
  failDelete: Map<string, string>;
  /** Creations wait here until it resolves. */
  gate?: Promise<void>;
  /** By logical id, what a hook refuses the creation with. */
  hooks: Map<string, HookFailure>;
  /** What stands against change sets. */
  refuseChangeSet?: RefuseChangeSet;
  /** Topics that exist already. */
  existing: Set<string>;
}

function toy(type: string, behavior: Behavior): ResourceHandler {
  const failure = (messages: Map<string, string>, logicalId: string) => {
    const message = messages.get(logicalId);
    if (message !== undefined) throw new Error(message);
  };
  return {
    type,
    createOnly: ['TopicName'],
    latencyMs: { create: 1, update: 1, delete: 1 },
    existing: ({ TopicName }) => [...behavior.existing].find((name) => name === TopicName),
    create: async (properties, context) => {
      await behavior.gate;
      const hook = behavior.hooks.get(context.logicalId);
      if (hook) throw hook;
      failure(behavior.failCreate, context.logicalId);
      return { physicalId: String(properties.TopicName ?? context.logicalId.toLowerCase()), attributes: {} };
    },
    update: async (physicalId, properties, _previous, context) => {
      // The rollback puts the old name back, and works.
      if (properties.DisplayName !== 'first') failure(behavior.failUpdate, context.logicalId);
      else failure(behavior.failUpdate, `rollback of ${context.logicalId}`);
      return { physicalId, attributes: {} };
    },
    delete: async (_physicalId, _properties, context) => failure(behavior.failDelete, context.logicalId),
  };
}

/** The sandbox's CloudFormation over HTTP, with toy resources, and the SDK pointed at it. */
export async function startStackSandbox() {
  const behavior: Behavior = {
    ...{ failCreate: new Map(), failUpdate: new Map(), failDelete: new Map() },
    ...{ hooks: new Map(), existing: new Set() },
  };
  const env: SandboxEnvironment = {
    accountId: '123456789012',
    clock: systemClock,
    keys: new AccessKeys(),
    speed: 1000,
    endpoint: () => server.endpoint,
    latency: async (ms, signal) => systemClock.sleep(ms / 1000, signal),
    id: (length) => crypto.randomUUID().replaceAll('-', '').toUpperCase().slice(0, length),
    log: () => {},
  };
  const handlers = [toy('AWS::SNS::Topic', behavior), toy('AWS::S3::Bucket', behavior)];
  const goneRoles = new Set<string>();
  const readTemplate = async (url: string) => templates.get(url) ?? '';
  const canAssume = (roleArn: string) => !goneRoles.has(roleArn);
  const { model, wire } = makeCloudFormation(env, handlers, readTemplate, canAssume, (...about) =>
    behavior.refuseChangeSet?.(...about),
  );
  const templates = new Map<string, string>();
  const actions: string[] = [];
  let intercept: (request: ControlRequest) => ControlResponse | undefined = () => undefined;
  const server = await startControlServer([wire], {
    port: 0,
    log: () => {},
    keys: env.keys,
    clock: systemClock,
    rules: [
      (request) => {
        actions.push(new URLSearchParams(request.body.toString()).get('Action') ?? '');
        return intercept(request);
      },
    ],
  });
  const clients = new AwsClients({
    endpoint: server.endpoint,
    credentials: env.keys.owner,
  });
  const events: ProgressEvent[] = [];
  const abort = new AbortController();
  const context: StackContext = {
    clients,
    clock: scaledClock(SPEED),
    random: Math.random,
    report: (event) => events.push(event),
    signal: abort.signal,
    stepId: 'copilot',
    region: 'us-east-1',
    stackName: 'spring-final-copilot',
  };
  return {
    behavior,
    /** ARNs of roles that cannot be assumed; all others can. */
    goneRoles,
    /** Names of the operations that were called, in order. */
    actions,
    /** What TemplateURLs lead to. */
    templates,
    events,
    abort,
    context,
    endpoint: server.endpoint,
    keys: env.keys,
    /** Leaves the stack as somebody else, or an earlier failure, would have. */
    putInStatus: (status: string) => model.putInStatus({ region: 'us-east-1', stack: 'spring-final-copilot', status }),
    intercept: (with_: typeof intercept) => {
      intercept = with_;
    },
    close: async () => {
      await clients.close();
      await model.close();
      await server.close();
    },
  };
}

export type StackSandbox = Awaited<ReturnType<typeof startStackSandbox>>;

/** Two topics and a bucket that outlives its stack. */
export function definition(changes: Partial<StackDefinition> & { displayName?: string } = {}): StackDefinition {
  const { displayName = 'first', ...rest } = changes;
  return {
    name: 'spring-final-copilot',
    region: 'us-east-1',
    templateBody: JSON.stringify({
      Parameters: { Label: { Type: 'String' } },
      Resources: {
        Topic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: displayName } },
        Later: { Type: 'AWS::SNS::Topic', DependsOn: 'Topic', Properties: { DisplayName: { Ref: 'Label' } } },
        Kept: { Type: 'AWS::S3::Bucket', DeletionPolicy: 'Retain', Properties: {} },
      },
      Outputs: { TopicArn: { Value: { Ref: 'Topic' } }, Label: { Value: { Ref: 'Label' } } },
    }),
    parameters: { Label: 'one' },
    tags: { team: 'live' },
    ...rest,
  };
}
