import { describe, expect, test } from '@jest/globals';
import { resolveParameters } from '../../../../../../src/sandbox/services/cloudformation/model/template/parameters.js';
import { readTemplate } from '../../../../../../src/sandbox/services/cloudformation/model/template/read-template.js';

const read = (template: object) =>
  readTemplate(JSON.stringify(template), (type) => type === 'AWS::SNS::Topic' || type === 'AWS::SQS::Queue');
const withTopic = (more: object) => ({ Resources: { Topic: { Type: 'AWS::SNS::Topic' } }, ...more });
const topic = (Properties: object, more: object = {}) => ({
  Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties, ...more } },
});

describe('what CloudFormation has and the sandbox does not is refused as the sandbox’s lack', () => {
  test.each<[string, object]>([
    [
      'the resource type AWS::EC2::VPC, Custom::Thing',
      { Resources: { A: { Type: 'AWS::EC2::VPC' }, B: { Type: 'Custom::Thing' } } },
    ],
    ['the resource type AWS::CloudFormation::Stack', { Resources: { A: { Type: 'AWS::CloudFormation::Stack' } } }],
    ['the resource attribute CreationPolicy', topic({}, { CreationPolicy: {} })],
    ['the resource attribute UpdatePolicy', topic({}, { UpdatePolicy: {} })],
    [
      'the parameter type AWS::SSM::Parameter::Value<String>',
      withTopic({ Parameters: { P: { Type: 'AWS::SSM::Parameter::Value<String>' } } }),
    ],
    [
      'the parameter type List<AWS::EC2::Subnet::Id>',
      withTopic({ Parameters: { P: { Type: 'List<AWS::EC2::Subnet::Id>' } } }),
    ],
    ['the intrinsic function Fn::GetAZs', topic({ DisplayName: { 'Fn::GetAZs': '' } })],
    ['the dynamic reference {{resolve:ssm:/name:1}}', topic({ DisplayName: 'a {{resolve:ssm:/name:1}}' })],
    [
      'the dynamic reference {{resolve:secretsmanager:s}}',
      topic({ DisplayName: { 'Fn::Sub': '{{resolve:secretsmanager:s}}' } }),
    ],
  ])('%s', (what, template) => {
    expect(() => read(template)).toThrow(`The sandbox does not support ${what}.`);
  });
});

// Wordings: CloudFormation User Guide, "Troubleshooting CloudFormation", and template errors of its API.
describe('what CloudFormation refuses', () => {
  test.each<[string, object]>([
    [
      'Template format error: Unrecognized resource types: [AWS::SNS::Topics]',
      { Resources: { A: { Type: 'AWS::SNS::Topics' } } },
    ],
    ["Invalid template resource property 'Depends'", topic({}, { Depends: 'B' })],
    [
      "[/Resources/Topic/Properties/DisplayName] 'null' values are not allowed in templates",
      topic({ DisplayName: null }),
    ],
    [
      'Template format error: 2012-01-01 is not a supported value for AWSTemplateFormatVersion.',
      withTopic({ AWSTemplateFormatVersion: '2012-01-01' }),
    ],
    ["Template format error: 'Description' length is greater than 1024.", withTopic({ Description: 'x'.repeat(1025) })],
    ['Template format error: Output name a-b is non alphanumeric.', withTopic({ Outputs: { 'a-b': { Value: 'x' } } })],
    ['Template format error: Unrecognized parameter type: Text', withTopic({ Parameters: { P: { Type: 'Text' } } })],
    [
      'Template error: instance of Fn::GetAtt references undefined resource Gone',
      topic({ DisplayName: { 'Fn::GetAtt': ['Gone', 'Arn'] } }),
    ],
  ])('%s', (message, template) => {
    expect(() => read(template)).toThrow(message);
  });

  test('a function that is none, before anything is made', () => {
    expect(() => read(topic({ DisplayName: { 'Fn::Nope': 'x' } }))).toThrow(
      /^Template error: Encountered unsupported function: Fn::Nope Supported functions are: \[Fn::Base64, /,
    );
  });
});

test('a parameter’s value is checked as its type says', () => {
  const { parameters } = read(withTopic({ Parameters: { P: { Type: 'List<Number>' } } }));
  expect(() => resolveParameters(parameters, [{ ParameterKey: 'P', ParameterValue: '1,x' }], undefined)).toThrow(
    "Parameter 'P' must be a number",
  );
});
