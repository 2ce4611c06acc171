import { CreateChangeSetCommand } from '@aws-sdk/client-cloudformation';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AwsClients } from '../../../src/lib/aws/aws-clients.js';
import { deleteStack } from '../../../src/lib/cloudformation/delete-stack.js';
import { deployStack } from '../../../src/lib/cloudformation/deploy-stack.js';
import { describeStack } from '../../../src/lib/cloudformation/describe-stack.js';
import { previewStack } from '../../../src/lib/cloudformation/preview-stack.js';
import type { StackContext } from '../../../src/lib/cloudformation/stack.js';
import { definition, type StackSandbox, startStackSandbox } from './stack-sandbox.js';

let sandbox: StackSandbox;

beforeEach(async () => {
  sandbox = await startStackSandbox();
});

afterEach(() => sandbox.close());

const two = () => definition({ parameters: { Label: 'two' } });
const standing = () => describeStack(sandbox.context.clients, 'us-east-1', 'spring-final-copilot');

/** Clients that let somebody else do something just before the first call of an operation. */
function whereBefore(operation: string, somebody: () => Promise<unknown>): StackContext {
  let waiting = true;
  const cloudFormation: AwsClients['cloudFormation'] = async (region) => {
    const client = await sandbox.context.clients.cloudFormation(region);
    return new Proxy(client, {
      get: (target, name) => {
        const member = Reflect.get(target, name);
        if (name !== 'send') return typeof member === 'function' ? member.bind(target) : member;
        return async (...args: Parameters<typeof client.send>) => {
          if (waiting && args[0].constructor.name === `${operation}Command`) {
            waiting = false;
            await somebody();
          }
          return target.send(...args);
        };
      },
    });
  };
  return { ...sandbox.context, clients: { cloudFormation } as unknown as AwsClients };
}

const deploy = (context: StackContext, stack = definition()) => deployStack({ ...context, stack });
const told = () => sandbox.events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));
const SOMEBODY = 'Somebody else is deploying spring-final-copilot in us-east-1: looking again at what is left to do.';

describe('two first deployments at once', () => {
  // aws/amazon-chime-sdk-js#1089: the change set that was executed takes the others away
  test.each(['CreateChangeSet', 'DescribeChangeSet', 'ExecuteChangeSet'])(
    'the one that is overtaken before %s joins the other',
    async (operation) => {
      const context = whereBefore(operation, () => deploy(sandbox.context));
      await expect(deploy(context)).resolves.toMatchObject({ status: 'unchanged', outputs: { Label: 'one' } });
      expect(told()).toEqual([SOMEBODY]);
    },
  );

  test('the one that wants something else does it when the other is done', async () => {
    const context = whereBefore('ExecuteChangeSet', () => deploy(sandbox.context));
    await expect(deploy(context, two())).resolves.toMatchObject({ status: 'updated', outputs: { Label: 'two' } });
  });

  test('both at the same moment succeed', async () => {
    const both = await Promise.all([deploy(sandbox.context), deploy(sandbox.context)]);
    expect(both.map(({ outputs }) => outputs.Label)).toEqual(['one', 'one']);
    expect((await standing())?.status).toBe('CREATE_COMPLETE');
  });
});

describe('two later deployments at once', () => {
  beforeEach(() => deploy(sandbox.context));

  // remind101/empire#932, Sceptre#759
  test.each(['CreateChangeSet', 'DescribeChangeSet', 'ExecuteChangeSet'])(
    'the one that is overtaken before %s joins the other, also while that is under way',
    async (operation) => {
      const begun = async () => void (await deployStack({ ...sandbox.context, stack: two(), detach: true }));
      const context = whereBefore(operation, begun);
      await expect(deploy(context, two())).resolves.toMatchObject({ status: 'unchanged', outputs: { Label: 'two' } });
    },
  );

  test('a stack that somebody else keeps changing is told of in the end', async () => {
    sandbox.intercept((request) => {
      const action = new URLSearchParams(request.body.toString()).get('Action');
      if (action !== 'ExecuteChangeSet') return undefined;
      const code = 'InvalidChangeSetStatus';
      const message = 'ChangeSet [a] cannot be executed in its current status of [OBSOLETE]';
      const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
      return { status: 400, headers: { 'content-type': 'text/xml' }, body };
    });
    await expect(deploy(sandbox.context, two())).rejects.toMatchObject({ code: 'STACK_UNSETTLED' });
  });
});

describe('a plan beside a deployment', () => {
  const plan = (context: StackContext, stack = definition(), type: 'CREATE' | 'UPDATE' = 'CREATE') =>
    previewStack(context, stack, type);

  test('leaves the empty stack to whoever has a change set on it', async () => {
    const client = await sandbox.context.clients.cloudFormation('us-east-1');
    const { templateBody, parameters } = definition();
    const Parameters = Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    }));
    const others = { StackName: 'spring-final-copilot', ChangeSetName: 'others', ChangeSetType: 'CREATE' as const };
    const context = whereBefore('DeleteChangeSet', () =>
      client.send(new CreateChangeSetCommand({ ...others, TemplateBody: templateBody, Parameters })),
    );
    expect(await plan(context)).toHaveLength(3);
    expect((await standing())?.status).toBe('REVIEW_IN_PROGRESS');
  });

  test('a deployment under whose feet the empty stack is deleted begins again', async () => {
    const context = whereBefore('ExecuteChangeSet', () => deleteStack(sandbox.context));
    await expect(deploy(context)).resolves.toMatchObject({ status: 'created' });
  });

  test('what a change set told is not lost when it cannot be deleted', async () => {
    await deploy(sandbox.context);
    sandbox.intercept((request) => {
      const action = new URLSearchParams(request.body.toString()).get('Action');
      if (action !== 'DeleteChangeSet' && action !== 'ListChangeSets') return undefined;
      const body =
        '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User is not authorized to perform: cloudformation:DeleteChangeSet</Message></Error></ErrorResponse>';
      return { status: 403, headers: { 'content-type': 'text/xml' }, body };
    });
    const changed = definition({ displayName: 'second' });
    expect(await plan(sandbox.context, changed, 'UPDATE')).toEqual([
      expect.objectContaining({ logicalId: 'Topic', action: 'modify' }),
    ]);
    expect(told()).toEqual([expect.stringContaining('was not deleted, which does no harm: Access denied')]);
  });
});
