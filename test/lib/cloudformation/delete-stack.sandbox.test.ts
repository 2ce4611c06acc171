import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { deleteStack } from '../../../src/lib/cloudformation/delete-stack.js';
import { deployStack } from '../../../src/lib/cloudformation/deploy-stack.js';
import { definition, type StackSandbox, startStackSandbox } from './stack-sandbox.js';

let sandbox: StackSandbox;

beforeEach(async () => {
  sandbox = await startStackSandbox();
});
afterEach(() => sandbox.close());

test('a stack whose exports are in use is not reported as deleted: the error names the importing stack', async () => {
  const { context } = sandbox;
  const withBody = (changes: object) => {
    const plain = definition();
    return { ...plain, templateBody: JSON.stringify({ ...JSON.parse(plain.templateBody), ...changes }) };
  };
  const exporter = withBody({ Outputs: { X: { Value: 'v', Export: { Name: 'x' } } } });
  await deployStack({ ...context, stack: exporter });
  const importer = { ...withBody({ Outputs: { X: { Value: { 'Fn::ImportValue': 'x' } } } }), name: 'somebody-elses' };
  await deployStack({ ...context, stack: importer });

  await expect(deleteStack(context)).rejects.toMatchObject({
    code: 'STACK_FAILED',
    message: expect.stringContaining('Export x cannot be deleted as it is in use by somebody-elses'),
  });
  await deleteStack({ ...context, stackName: importer.name });
  await expect(deleteStack(context)).resolves.toMatchObject({ status: 'deleted' });
});
