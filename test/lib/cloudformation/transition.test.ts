import { StackStatus } from '@aws-sdk/client-cloudformation';
import { expect, test } from '@jest/globals';
import { transitionFor } from '../../../src/lib/cloudformation/transition.js';

const expected: Record<string, ReturnType<typeof transitionFor>> = {
  CREATE_COMPLETE: 'update',
  CREATE_FAILED: 'delete-failed-stack',
  CREATE_IN_PROGRESS: 'wait',
  DELETE_COMPLETE: 'create',
  DELETE_FAILED: 'delete-failed-stack',
  DELETE_IN_PROGRESS: 'wait',
  IMPORT_COMPLETE: 'update',
  IMPORT_IN_PROGRESS: 'wait',
  IMPORT_ROLLBACK_COMPLETE: 'update',
  IMPORT_ROLLBACK_FAILED: 'blocked',
  IMPORT_ROLLBACK_IN_PROGRESS: 'wait',
  REVIEW_IN_PROGRESS: 'create',
  ROLLBACK_COMPLETE: 'delete-failed-stack',
  ROLLBACK_FAILED: 'delete-failed-stack',
  ROLLBACK_IN_PROGRESS: 'wait',
  UPDATE_COMPLETE: 'update',
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: 'wait',
  UPDATE_FAILED: 'update',
  UPDATE_IN_PROGRESS: 'wait',
  UPDATE_ROLLBACK_COMPLETE: 'update',
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: 'wait',
  UPDATE_ROLLBACK_FAILED: 'continue-update-rollback',
  UPDATE_ROLLBACK_IN_PROGRESS: 'wait',
};

test.each(Object.entries(expected))('from %s a deployment goes on by: %s', (status, transition) => {
  expect(transitionFor(status)).toBe(transition);
});

test('every status that the SDK knows is in the table', () => {
  expect(Object.keys(expected).sort()).toEqual(Object.values(StackStatus).sort());
});

test('no stack is created, an unknown status is left alone', () => {
  expect(transitionFor(undefined)).toBe('create');
  expect(transitionFor('SOMETHING_NEW')).toBe('blocked');
});
