import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { awsTypesSource, resourceTypesSource } from '../../../scripts/resource-types.js';
import { RESOURCE_TYPES } from '../../../src/sandbox/resources/resource-types.js';
import type { ResourceShape } from '../../../src/sandbox/resources/shape.js';
import { propertyMistakes } from '../../../src/sandbox/resources/validate-properties.js';

const mistakes = (type: string, properties: Record<string, unknown>) =>
  propertyMistakes(properties, RESOURCE_TYPES[type] as ResourceShape);

describe('propertyMistakes', () => {
  test.each<[string, string, Record<string, unknown>, string[]]>([
    [
      'a misspelt property',
      'AWS::SNS::Topic',
      { Displayname: 'a' },
      ['#: extraneous key [Displayname] is not permitted'],
    ],
    ['a missing one', 'AWS::Lambda::Version', {}, ['#: required key [FunctionName] not found']],
    [
      'a misspelt one within a list',
      'AWS::DynamoDB::GlobalTable',
      { AttributeDefinitions: [], KeySchema: [], Replicas: [{ Region: 'eu-west-1', Protected: true }] },
      ['#/Replicas/0: extraneous key [Protected] is not permitted'],
    ],
    [
      'a list that is none',
      'AWS::SQS::QueuePolicy',
      { Queues: 'q', PolicyDocument: {} },
      ['#/Queues: expected type: JSONArray, found: String'],
    ],
    [
      'text for a number',
      'AWS::SQS::Queue',
      { DelaySeconds: 'soon' },
      ['#/DelaySeconds: expected type: Number, found: String'],
    ],
    [
      'text for a boolean',
      'AWS::SNS::Topic',
      { FifoTopic: 'yes' },
      ['#/FifoTopic: expected type: Boolean, found: String'],
    ],
    [
      'an object for text',
      'AWS::SNS::Topic',
      { TopicName: { a: 1 } },
      ['#/TopicName: expected type: String, found: JSONObject'],
    ],
    [
      'a tag without a value',
      'AWS::SNS::Topic',
      { Tags: [{ Key: 'a' }] },
      ['#/Tags/0: required key [Value] not found'],
    ],
    [
      'more than one mistake',
      'AWS::Lambda::Permission',
      { Act: 'x', Principal: 'p', FunctionName: 'f' },
      ['#: extraneous key [Act] is not permitted', '#: required key [Action] not found'],
    ],
  ])('names %s', (_, type, properties, expected) => {
    expect(mistakes(type, properties)).toEqual(expected);
  });

  test.each<[string, string, Record<string, unknown>]>([
    [
      'numbers and booleans as text, as parameters deliver them',
      'AWS::SQS::Queue',
      { DelaySeconds: '5', FifoQueue: 'true' },
    ],
    ['a policy as an object or as text', 'AWS::SQS::QueuePolicy', { Queues: ['q'], PolicyDocument: '{}' }],
    ['a map of variables', 'AWS::Lambda::Function', { Role: 'r', Code: {}, Environment: { Variables: { A: 'b' } } }],
  ])('takes %s', (_, type, properties) => {
    expect(mistakes(type, properties)).toEqual([]);
  });
});

test('the shapes are those of the installed schemas: else run node scripts/resource-types.js', async () => {
  const file = (path: string) => readFile(new URL(`../../../src/sandbox/${path}`, import.meta.url), 'utf8');
  expect(await file('resources/resource-types.ts')).toBe(resourceTypesSource());
  expect(await file('services/cloudformation/model/template/aws-types.ts')).toBe(awsTypesSource());
});
