import { expect, test } from '@jest/globals';
import type { ResourceChange } from '../../../../src/lib/cloudformation/describe-changes.js';
import { stableOutputs } from '../../../../src/lib/parts/stacks/stable-outputs.js';

const template = (version: string) => `
Resources: {}
Outputs:
  CopilotLambdaArn:
    Value: !GetAtt Copilot.Arn
  CopilotLambdaVersion:
    Value: !GetAtt CopilotVersion${version}.Version
  StateTable:
    Value: !If [StateTableIsCreated, !Ref StateTable, !Ref Name]
`;
const outputs = { CopilotLambdaArn: 'arn', CopilotLambdaVersion: '1', StateTable: 'x' };

function change(logicalId: string, action: ResourceChange['action'], replacement: ResourceChange['replacement']) {
  return { logicalId, type: 'AWS::Lambda::Version', action, replacement, properties: [] };
}

test('an update in place keeps every output', () => {
  expect(stableOutputs(outputs, template('A'), template('A'), [change('Copilot', 'modify', 'never')])).toEqual(outputs);
});

test('an output of a resource that is made or replaced is not known before the deployment', () => {
  const changes = [change('CopilotVersionB', 'add', 'never'), change('CopilotVersionA', 'remove', 'never')];
  expect(stableOutputs(outputs, template('A'), template('B'), changes)).toEqual({
    CopilotLambdaArn: 'arn',
    StateTable: 'x',
  });
  expect(stableOutputs(outputs, template('A'), template('A'), [change('StateTable', 'modify', 'always')])).toEqual({
    CopilotLambdaArn: 'arn',
    CopilotLambdaVersion: '1',
  });
  expect(stableOutputs(outputs, template('A'), template('A'), [change('Copilot', 'modify', 'conditionally')])).toEqual({
    CopilotLambdaVersion: '1',
    StateTable: 'x',
  });
});

test('a name that begins like another is not that one', () => {
  expect(stableOutputs(outputs, template('A'), template('A'), [change('State', 'modify', 'always')])).toEqual(outputs);
});

test('without the earlier template no output is known', () => {
  expect(stableOutputs(outputs, undefined, template('A'), [])).toEqual({});
});
