import { describe, expect, test } from '@jest/globals';
import { failedResources, findCause } from '../../../src/lib/cloudformation/failure-cause.js';
import type { StackEventRecord } from '../../../src/lib/cloudformation/stack-events.js';
import { StackFailedError } from '../../../src/lib/cloudformation/stack-failed.js';

let number = 0;

function event(logicalId: string, status: string, reason?: string): StackEventRecord {
  number += 1;
  const ofStack = logicalId === 'spring-final-copilot';
  return {
    id: String(number),
    logicalId,
    physicalId: logicalId,
    resourceType: ofStack ? 'AWS::CloudFormation::Stack' : 'AWS::Lambda::Function',
    status,
    ofStack,
    ...(reason ? { reason } : {}),
  };
}

describe('findCause', () => {
  test('is the resource that failed itself, not a cancelled one', () => {
    const events = [
      event('spring-final-copilot', 'CREATE_IN_PROGRESS', 'User Initiated'),
      event('Role', 'CREATE_IN_PROGRESS'),
      event('Topic', 'CREATE_FAILED', 'Resource creation cancelled'),
      event('Copilot', 'CREATE_FAILED', 'Resource handler returned message: "Code too large"'),
      event('Role', 'CREATE_FAILED', 'Resource creation cancelled'),
      event('spring-final-copilot', 'ROLLBACK_IN_PROGRESS', 'The following resource(s) failed to create: [Copilot].'),
    ];
    expect(findCause(events)).toMatchObject({
      logicalId: 'Copilot',
      resourceType: 'AWS::Lambda::Function',
      reason: 'Resource handler returned message: "Code too large"',
    });
  });

  test('in an update, cancelled updates do not count either', () => {
    const events = [
      event('Other', 'UPDATE_FAILED', 'Resource update cancelled'),
      event('Copilot', 'UPDATE_FAILED', 'Memory must be at least 128'),
    ];
    expect(findCause(events)?.logicalId).toBe('Copilot');
  });

  test('is the stack itself when no resource was changed', () => {
    const events = [event('spring-final-copilot', 'ROLLBACK_IN_PROGRESS', 'Parameter validation failed')];
    expect(findCause(events)?.reason).toBe('Parameter validation failed');
  });

  test('is unknown when nothing failed', () => {
    expect(findCause([event('Role', 'CREATE_COMPLETE')])).toBeUndefined();
  });
});

test('failedResources lists each once, with its latest reason', () => {
  const events = [
    event('Bucket', 'DELETE_FAILED', 'not empty'),
    event('Role', 'DELETE_COMPLETE'),
    event('Bucket', 'DELETE_FAILED', 'still not empty'),
    event('Control', 'DELETE_FAILED', 'in use'),
  ];
  expect(failedResources(events).map(({ logicalId, reason }) => [logicalId, reason])).toEqual([
    ['Bucket', 'still not empty'],
    ['Control', 'in use'],
  ]);
});

test('the error names resource, type, message and console, and advises', () => {
  const error = new StackFailedError({
    stackName: 'spring-final-copilot',
    region: 'us-east-1',
    stackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/spring-final-copilot/1',
    status: 'ROLLBACK_COMPLETE',
    cause: { logicalId: 'Role', resourceType: 'AWS::IAM::Role', reason: 'Role with name x already exists.' },
  });
  expect(error.message).toBe(
    'Stack spring-final-copilot in us-east-1 ended ROLLBACK_COMPLETE (the resources that it had created are deleted again). Role (AWS::IAM::Role): Role with name x already exists.',
  );
  expect(error.suggestions[0]).toMatch(/with this name already exists/);
  expect(error.suggestions.at(-1)).toContain(
    'https://us-east-1.console.aws.amazon.com/cloudformation/home?region=us-east-1#/stacks/events?stackId=arn%3Aaws',
  );
  expect(error.code).toBe('STACK_FAILED');
});
