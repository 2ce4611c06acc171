import { StackStatus } from '@aws-sdk/client-cloudformation';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { deleteStack } from '../../../src/lib/cloudformation/delete-stack.js';
import { deployStack } from '../../../src/lib/cloudformation/deploy-stack.js';
import { describeStack } from '../../../src/lib/cloudformation/describe-stack.js';
import { definition, type StackSandbox, startStackSandbox } from './stack-sandbox.js';

let sandbox: StackSandbox;

beforeEach(async () => {
  sandbox = await startStackSandbox();
});

afterEach(() => sandbox.close());

const deploy = (displayName: string) => deployStack({ ...sandbox.context, stack: definition({ displayName }) });

interface Way {
  /** Whether the stack stood before it came into the status; else it is its first creation. */
  stood: boolean;
  /** What the deployment comes to: a result's status or an error's code. */
  ends: 'created' | 'updated' | 'STACK_BLOCKED';
  /** What the user is told on the way. */
  told?: RegExp;
}

const deleted = /deleting it to create it again/;
const waited = /waiting for the operation that is under way/;

const WAYS: Record<string, Way> = {
  REVIEW_IN_PROGRESS: { stood: false, ends: 'created' },
  CREATE_IN_PROGRESS: { stood: true, ends: 'updated', told: waited },
  CREATE_FAILED: { stood: false, ends: 'created', told: deleted },
  CREATE_COMPLETE: { stood: true, ends: 'updated' },
  ROLLBACK_IN_PROGRESS: { stood: false, ends: 'created', told: deleted },
  ROLLBACK_FAILED: { stood: true, ends: 'created', told: deleted },
  ROLLBACK_COMPLETE: { stood: false, ends: 'created', told: deleted },
  DELETE_IN_PROGRESS: { stood: false, ends: 'created', told: waited },
  DELETE_FAILED: { stood: true, ends: 'created', told: deleted },
  DELETE_COMPLETE: { stood: true, ends: 'created' },
  UPDATE_IN_PROGRESS: { stood: true, ends: 'updated', told: waited },
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: { stood: true, ends: 'updated', told: waited },
  UPDATE_COMPLETE: { stood: true, ends: 'updated' },
  UPDATE_FAILED: { stood: true, ends: 'updated' },
  UPDATE_ROLLBACK_IN_PROGRESS: { stood: true, ends: 'updated', told: waited },
  UPDATE_ROLLBACK_FAILED: { stood: true, ends: 'updated', told: /is stuck; continuing it/ },
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: { stood: true, ends: 'updated', told: waited },
  UPDATE_ROLLBACK_COMPLETE: { stood: true, ends: 'updated' },
  IMPORT_IN_PROGRESS: { stood: true, ends: 'updated', told: waited },
  IMPORT_COMPLETE: { stood: true, ends: 'updated' },
  IMPORT_ROLLBACK_IN_PROGRESS: { stood: true, ends: 'updated', told: waited },
  IMPORT_ROLLBACK_FAILED: { stood: true, ends: 'STACK_BLOCKED' },
  IMPORT_ROLLBACK_COMPLETE: { stood: true, ends: 'updated' },
};

test('the table has every status that CloudFormation has', () => {
  expect(Object.keys(WAYS).sort()).toEqual(Object.values(StackStatus).sort());
});

test.each(Object.entries(WAYS))('from %s a deployment finds its way', async (status, { stood, ends, told }) => {
  if (stood) await deploy('first');
  if (status === 'DELETE_COMPLETE') await deleteStack(sandbox.context);
  else sandbox.putInStatus(status);
  sandbox.events.length = 0;

  const outcome = await deploy('second').then(
    (result) => result.status,
    (error) => error.code,
  );
  expect(outcome).toBe(ends);
  const messages = sandbox.events.map((event) => ('message' in event ? event.message : ''));
  if (told) expect(messages.some((message) => told.test(message))).toBe(true);
  else expect(sandbox.events.filter((event) => event.type === 'warning')).toEqual([]);

  const stack = await describeStack(sandbox.context.clients, 'us-east-1', 'spring-final-copilot');
  expect(stack?.status).toBe(
    ends === 'created' ? 'CREATE_COMPLETE' : ends === 'updated' ? 'UPDATE_COMPLETE' : 'IMPORT_ROLLBACK_FAILED',
  );
});
