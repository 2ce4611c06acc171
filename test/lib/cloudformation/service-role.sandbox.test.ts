import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createChangeSet } from '../../../src/lib/cloudformation/change-set.js';
import { callCloudFormation } from '../../../src/lib/cloudformation/cloudformation-call.js';
import { deleteStack } from '../../../src/lib/cloudformation/delete-stack.js';
import { deployStack } from '../../../src/lib/cloudformation/deploy-stack.js';
import { previewStack } from '../../../src/lib/cloudformation/preview-stack.js';
import { definition, type StackSandbox, startStackSandbox } from './stack-sandbox.js';

const OLD = 'arn:aws:iam::123456789012:role/old';
const NEW = 'arn:aws:iam::123456789012:role/new';

let sandbox: StackSandbox;
/** Operation and role of each call that had a role. */
let roles: [string, string][];

beforeEach(async () => {
  sandbox = await startStackSandbox();
  roles = [];
  sandbox.intercept(({ body }) => {
    const sent = new URLSearchParams(body.toString());
    const role = sent.get('RoleARN');
    if (role) roles.push([sent.get('Action') ?? '', role]);
    return undefined;
  });
});

afterEach(() => sandbox.close());

const deploy = (changes: Parameters<typeof definition>[0]) =>
  deployStack({ ...sandbox.context, stack: definition(changes) });

async function roleOfStack(): Promise<string | undefined> {
  const { Stacks } = await callCloudFormation(sandbox.context, 'DescribeStacks', (client, sdk) =>
    client.send(new sdk.DescribeStacksCommand({ StackName: 'spring-final-copilot' })),
  );
  return Stacks?.[0]?.RoleARN;
}

test('the stack keeps its role, and the role goes with whatever takes one', async () => {
  await deploy({ roleArn: OLD });
  expect(await roleOfStack()).toBe(OLD);
  await deploy({ displayName: 'second', roleArn: NEW });
  expect(await roleOfStack()).toBe(NEW);
  await deleteStack({ ...sandbox.context, roleArn: NEW });
  expect(roles).toEqual([
    ['CreateChangeSet', OLD],
    ['CreateChangeSet', NEW],
    ['DeleteStack', NEW],
  ]);
});

// aws/aws-cdk#10116, Nextdoor/kingpin#550: the role of a stack was deleted, and the stack could not be.
test('a stack whose role is gone is deleted with another', async () => {
  await deploy({ roleArn: OLD });
  sandbox.goneRoles.add(OLD);
  await expect(deleteStack(sandbox.context)).rejects.toMatchObject({
    message: expect.stringContaining(`Role ${OLD} is invalid or cannot be assumed`),
    suggestions: [expect.stringContaining('--role-arn')],
  });
  await expect(deleteStack({ ...sandbox.context, roleArn: NEW })).resolves.toMatchObject({ status: 'deleted' });
});

test('a stuck rollback is continued with another role', async () => {
  await deploy({ roleArn: OLD });
  sandbox.behavior.failUpdate.set('Later', 'no').set('rollback of Topic', 'not now');
  const both = { displayName: 'second', parameters: { Label: 'two' } };
  await expect(deploy({ ...both, roleArn: OLD })).rejects.toMatchObject({ code: 'STACK_FAILED' });
  sandbox.behavior.failUpdate.clear();
  sandbox.goneRoles.add(OLD);
  await expect(deploy({ ...both, roleArn: NEW })).resolves.toMatchObject({ status: 'updated' });
  expect(roles).toContainEqual(['ContinueUpdateRollback', NEW]);
});

test('a stack that failed is deleted in the role that makes it anew', async () => {
  sandbox.behavior.failCreate.set('Later', 'no');
  await expect(deploy({ roleArn: OLD })).rejects.toMatchObject({ code: 'STACK_FAILED' });
  sandbox.behavior.failCreate.clear();
  sandbox.goneRoles.add(OLD);
  await expect(deploy({ roleArn: NEW })).resolves.toMatchObject({ status: 'created' });
  expect(roles).toContainEqual(['DeleteStack', NEW]);
});

test('a plan makes and deletes its empty stack in the role', async () => {
  await previewStack(sandbox.context, definition({ roleArn: NEW }), 'CREATE');
  expect(roles).toEqual([
    ['CreateChangeSet', NEW],
    ['DeleteStack', NEW],
  ]);
});

test('a role that is gone is told before anything is made', async () => {
  sandbox.goneRoles.add(NEW);
  await expect(createChangeSet(sandbox.context, definition({ roleArn: NEW }), 'CREATE')).rejects.toMatchObject({
    suggestions: [expect.stringContaining('its trust policy must name cloudformation.amazonaws.com')],
  });
  expect(sandbox.actions).toEqual(['CreateChangeSet']);
});
