// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what Fn::Sub takes
import { beforeAll, describe, expect, test } from '@jest/globals';
import { TEMPLATE_NAMES } from '../../src/lib/assets/assets.js';
import { templatesWithoutCode } from './filled-templates.js';
import { type Any, type RawTemplates, rawTemplates } from './raw-templates.js';
import { checkAgainstSpec, specOf } from './service-spec-check.js';

let raw: RawTemplates;

beforeAll(async () => {
  raw = rawTemplates(await templatesWithoutCode());
});

describe.each(TEMPLATE_NAMES)('%s', (name) => {
  test('fits the resource schemas that AWS publishes', () => {
    expect(checkAgainstSpec(raw[name])).toEqual([]);
  });

  test('tags every resource that takes tags, with the version and whose it is', () => {
    for (const [id, { Type, Properties }] of Object.entries<Any>(raw[name].Resources)) {
      const property = specOf(Type)?.tagInformation?.tagPropertyName;
      if (!property) continue;
      const tags = Object.fromEntries((Properties[property] ?? []).map((tag: Any) => [tag.Key, tag.Value]));
      expect({ id, ...tags }).toMatchObject({ id, 'cvs:version': '1.0.0' });
      // The detector's stack knows no cluster; deployed by cvs, it gets the cluster's name as a tag of the stack.
      expect(tags['cvs:cluster'] ?? tags['cvs:distribution-domain']).toEqual({ Ref: expect.any(String) });
    }
  });
});

/** A template with one resource. */
const one = (Type: string, Properties: Any, rest: Any = {}) => ({ Resources: { It: { Type, Properties } }, ...rest });

// The check itself can fail: each of these is one mistake.
test.each([
  ['an unknown type', one('AWS::SNS::Topics', {}), 'It: unknown type AWS::SNS::Topics'],
  ['an unknown property', one('AWS::SNS::Topic', { Name: 'a' }), 'It: unknown property Name'],
  [
    'an unknown property further down',
    one('AWS::Lambda::Function', { Role: 'r', Code: { ZipFiles: '' } }),
    'It.Code: unknown property ZipFiles',
  ],
  ['a missing property', one('AWS::Lambda::Version', {}), 'It: FunctionName is missing'],
  ['a wrong type', one('AWS::SNS::Topic', { FifoTopic: 'yes' }), 'It.FifoTopic: "yes" is not of type boolean'],
  [
    'text for a number',
    one('AWS::SQS::Queue', { DelaySeconds: { 'Fn::Sub': 'a' } }),
    'It.DelaySeconds: Fn::Sub gives text',
  ],
  [
    'a wrong type in a branch',
    one('AWS::SNS::Topic', { FifoTopic: { 'Fn::If': ['c', true, 'no'] } }),
    'It.FifoTopic: "no" is not of type boolean',
  ],
  [
    'an unknown attribute',
    one('AWS::SNS::Topic', { DisplayName: { 'Fn::GetAtt': ['It', 'Url'] } }),
    'It.DisplayName: It has no attribute Url',
  ],
  [
    'an unknown attribute within a policy',
    one('AWS::SNS::TopicPolicy', { Topics: ['t'], PolicyDocument: { Statement: [{ R: { 'Fn::Sub': '${It.Arn}' } }] } }),
    'It.PolicyDocument: It has no attribute Arn',
  ],
  ['a reference to nothing', one('AWS::SNS::Topic', { TopicName: { Ref: 'Her' } }), 'It.TopicName: Her is not there'],
  [
    'an output of nothing',
    one('AWS::SNS::Topic', {}, { Outputs: { Url: { Value: { 'Fn::GetAtt': ['It', 'Url'] } } } }),
    'Outputs.Url: It has no attribute Url',
  ],
])('the check finds %s', (_, template, problem) => {
  expect(checkAgainstSpec(template)).toEqual([expect.stringContaining(problem)]);
});
