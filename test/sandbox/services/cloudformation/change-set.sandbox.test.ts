import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  type DescribeChangeSetCommandOutput,
  ExecuteChangeSetCommand,
  GetTemplateSummaryCommand,
  ListChangeSetsCommand,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type StackBench, startStackBench } from './support/stack-bench.js';

const TEMPLATE = `
Description: a duo
Parameters:
  Size: { Type: String, Default: '1', Description: how big }
Resources:
  Base: { Type: Toy::Box::Thing, Properties: { Name: base, Size: !Ref Size } }
  Reader: { Type: Toy::Box::Thing, Properties: { Name: !GetAtt Base.Arn, Note: !Ref Base } }
  Old: { Type: Toy::Box::Thing, DeletionPolicy: Retain }
`;

let bench: StackBench;
beforeEach(async () => {
  bench = await startStackBench({ 'https://bucket.s3.amazonaws.com/duo.yaml': TEMPLATE });
});
afterEach(() => bench.close());

async function changeSet(input: Partial<CreateChangeSetCommandInput>): Promise<DescribeChangeSetCommandOutput> {
  const { Id } = await bench.client.send(
    new CreateChangeSetCommand({ StackName: 's', ChangeSetName: 'c', TemplateBody: TEMPLATE, ...input }),
  );
  for (let turn = 0; turn < 1000; turn += 1) {
    const found = await bench.client.send(new DescribeChangeSetCommand({ ChangeSetName: Id }));
    if (found.Status === 'CREATE_COMPLETE' || found.Status === 'FAILED') return found;
    await sleep(2);
  }
  throw new Error('the change set did not settle');
}

describe('change sets', () => {
  // aws-cdk deletes the change set of its name before it makes one (DeleteChangeSet, CloudFormation API Reference: its only
  // error is InvalidChangeSetStatus).
  test('that are not there are as good as deleted, unless their stack is not there', async () => {
    const remove = (StackName: string) =>
      bench.client.send(new DeleteChangeSetCommand({ StackName, ChangeSetName: 'none' }));
    await changeSet({ ChangeSetType: 'CREATE' });
    await remove('s');
    await expect(remove('none')).rejects.toMatchObject({ message: 'Stack [none] does not exist' });
  });

  test('create a stack: review first, then the resources', async () => {
    const found = await changeSet({
      ChangeSetType: 'CREATE',
      TemplateBody: undefined,
      TemplateURL: 'https://bucket.s3.amazonaws.com/duo.yaml',
      Tags: [{ Key: 'k', Value: 'v' }],
    });
    expect(found).toMatchObject({
      Status: 'CREATE_COMPLETE',
      ExecutionStatus: 'AVAILABLE',
      Tags: [{ Key: 'k', Value: 'v' }],
    });
    expect(found.Changes?.map((one) => [one.ResourceChange?.Action, one.ResourceChange?.LogicalResourceId])).toEqual([
      ['Add', 'Base'],
      ['Add', 'Old'],
      ['Add', 'Reader'],
    ]);
    expect(await bench.events('s')).toEqual(['s REVIEW_IN_PROGRESS']);
    expect(bench.toys.calls).toEqual([]);
    await bench.client.send(
      new ExecuteChangeSetCommand({ StackName: 's', ChangeSetName: 'c', ClientRequestToken: 't' }),
    );
    await bench.client.send(
      new ExecuteChangeSetCommand({ StackName: 's', ChangeSetName: 'c', ClientRequestToken: 't' }),
    );
    const stack = await bench.settled('s');
    expect(stack).toMatchObject({
      StackStatus: 'CREATE_COMPLETE',
      Description: 'a duo',
      ChangeSetId: found.ChangeSetId,
    });
    expect(bench.toys.calls.filter((one) => one.startsWith('create'))).toHaveLength(3);
    const executed = await bench.client.send(new DescribeChangeSetCommand({ ChangeSetName: found.ChangeSetId }));
    expect(executed.ExecutionStatus).toBe('EXECUTE_COMPLETE');
  });

  test('without changes end FAILED, and cannot be executed', async () => {
    await bench.create('s', TEMPLATE);
    const found = await changeSet({});
    expect([found.Status, found.ExecutionStatus, found.StatusReason]).toEqual([
      'FAILED',
      'UNAVAILABLE',
      "The submitted information didn't contain changes. Submit different information to create a change set.",
    ]);
    const execution = bench.client.send(new ExecuteChangeSetCommand({ ChangeSetName: found.ChangeSetId }));
    await expect(execution).rejects.toMatchObject({
      name: 'InvalidChangeSetStatusException',
      message: `ChangeSet [${found.ChangeSetId}] cannot be executed in its current status of [FAILED]`,
    });
    await bench.client.send(new DeleteChangeSetCommand({ ChangeSetName: found.ChangeSetId }));
    const gone = bench.client.send(new DescribeChangeSetCommand({ ChangeSetName: 'c', StackName: 's' }));
    await expect(gone).rejects.toMatchObject({
      name: 'ChangeSetNotFoundException',
      message: 'ChangeSet [c] does not exist',
    });
    // "DeleteChangeSet", AWS CloudFormation API Reference: its only error of its own is InvalidChangeSetStatus.
    await bench.client.send(new DeleteChangeSetCommand({ ChangeSetName: 'c', StackName: 's' }));
  });

  test('that were refused do not use up the request token', async () => {
    await bench.create('s', TEMPLATE);
    const execute = (ChangeSetName: string | undefined) =>
      bench.client.send(new ExecuteChangeSetCommand({ ChangeSetName, ClientRequestToken: 't' }));
    const empty = await changeSet({ ChangeSetName: 'empty' });
    await expect(execute(empty.ChangeSetId)).rejects.toMatchObject({ name: 'InvalidChangeSetStatusException' });
    const full = await changeSet({ TemplateBody: TEMPLATE.replace("'1'", "'2'") });
    await execute(full.ChangeSetId);
    expect((await bench.settled('s')).StackStatus).toBe('UPDATE_COMPLETE');
  });

  test('tell what an update would do', async () => {
    await bench.create('s', TEMPLATE);
    const template = TEMPLATE.replace(/ {2}Old.*\n/, '  New: { Type: Toy::Box::Thing }\n');
    const found = await changeSet({
      TemplateBody: template,
      Parameters: [{ ParameterKey: 'Size', ParameterValue: '2' }],
    });
    const byId = Object.fromEntries(
      (found.Changes ?? []).map((one) => [one.ResourceChange?.LogicalResourceId, one.ResourceChange]),
    );
    expect(Object.keys(byId).sort()).toEqual(['Base', 'New', 'Old', 'Reader']);
    expect(byId.Base).toMatchObject({
      Action: 'Modify',
      PhysicalResourceId: 's-Base-1',
      Replacement: 'False',
      Scope: ['Properties'],
      Details: [
        {
          Target: { Attribute: 'Properties', Name: 'Size', RequiresRecreation: 'Never' },
          Evaluation: 'Static',
          ChangeSource: 'ParameterReference',
          CausingEntity: 'Size',
        },
      ],
    });
    expect(byId.Reader).toMatchObject({
      Action: 'Modify',
      Replacement: 'Conditional',
      Details: [
        {
          Target: { Name: 'Name', RequiresRecreation: 'Conditionally' },
          Evaluation: 'Dynamic',
          ChangeSource: 'ResourceAttribute',
          CausingEntity: 'Base.Arn',
        },
      ],
    });
    expect(byId.Old).toMatchObject({ Action: 'Remove', PolicyAction: 'Retain' });
    await bench.client.send(new ExecuteChangeSetCommand({ StackName: 's', ChangeSetName: 'c' }));
    expect((await bench.settled('s')).StackStatus).toBe('UPDATE_COMPLETE');
    // The ARN did not change after all, so that the reader was not touched.
    expect(bench.toys.calls.filter((one) => one.endsWith('Reader'))).toEqual(['create Reader']);
  });

  test('say that a create-only property replaces', async () => {
    await bench.create('s', TEMPLATE);
    const found = await changeSet({ TemplateBody: TEMPLATE.replace('Name: base', 'Name: other') });
    const base = found.Changes?.find((one) => one.ResourceChange?.LogicalResourceId === 'Base')?.ResourceChange;
    expect(base).toMatchObject({ Replacement: 'True', PolicyAction: 'ReplaceAndDelete' });
  });

  test('with only another output count as changes', async () => {
    await bench.create('s', TEMPLATE);
    const found = await changeSet({ TemplateBody: `${TEMPLATE}Outputs: { Id: { Value: !Ref Base } }\n` });
    expect([found.Status, found.Changes ?? []]).toEqual(['CREATE_COMPLETE', []]);
    await bench.client.send(new ExecuteChangeSetCommand({ StackName: 's', ChangeSetName: 'c' }));
    expect((await bench.settled('s')).Outputs).toEqual([{ OutputKey: 'Id', OutputValue: 's-Base-1' }]);
  });

  test('with OnStackFailure DELETE leave no stack behind', async () => {
    const broken = 'Resources: { A: { Type: Toy::Box::Thing, Properties: { Size: too big } } }';
    const found = await changeSet({ ChangeSetType: 'CREATE', TemplateBody: broken, OnStackFailure: 'DELETE' });
    await bench.client.send(new ExecuteChangeSetCommand({ ChangeSetName: found.ChangeSetId }));
    const stack = await bench.settled(found.StackId as string);
    expect(stack.StackStatus).toBe('DELETE_COMPLETE');
    expect(await bench.reason(found.StackId as string, 's', 'DELETE_IN_PROGRESS')).toBe(
      'The following resource(s) failed to create: [A]. Delete requested by user.',
    );
  });

  test('are refused for the wrong type, the wrong state and a name that is taken', async () => {
    await expect(changeSet({})).rejects.toMatchObject({ name: 'ValidationError', message: 'Stack [s] does not exist' });
    await changeSet({ ChangeSetType: 'CREATE' });
    await expect(changeSet({ ChangeSetType: 'CREATE' })).rejects.toMatchObject({
      name: 'AlreadyExistsException',
      message: 'ChangeSet c cannot be created due to a mismatch with existing attribute Template',
    });
    await expect(changeSet({ ChangeSetName: 'd' })).rejects.toMatchObject({
      message: expect.stringContaining('is in REVIEW_IN_PROGRESS state and can not be updated.'),
    });
    const second = await changeSet({ ChangeSetType: 'CREATE', ChangeSetName: 'd' });
    const { Summaries } = await bench.client.send(new ListChangeSetsCommand({ StackName: 's' }));
    expect(Summaries?.map((one) => one.ChangeSetName)).toEqual(['c', 'd']);
    await bench.client.send(new ExecuteChangeSetCommand({ ChangeSetName: second.ChangeSetId }));
    await bench.settled('s');
    await expect(changeSet({ ChangeSetType: 'CREATE', ChangeSetName: 'e' })).rejects.toMatchObject({
      message: 'Stack [s] already exists and cannot be created again with the changeSet [e].',
    });
  });

  test('leave a stack in review that can be deleted', async () => {
    const { StackId: id = '' } = await changeSet({ ChangeSetType: 'CREATE' });
    await bench.client.send(new DeleteStackCommand({ StackName: 's' }));
    expect((await bench.settled(id)).StackStatus).toBe('DELETE_COMPLETE');
  });
});

describe('templates by URL', () => {
  test('that cannot be read say so', async () => {
    const url = new ValidateTemplateCommand({ TemplateURL: 'https://bucket.s3.amazonaws.com/other.yaml' });
    await expect(bench.client.send(url)).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'S3 error: The specified key does not exist.',
    });
  });

  test('are validated and summed up', async () => {
    const TemplateURL = 'https://bucket.s3.amazonaws.com/duo.yaml';
    const validated = await bench.client.send(new ValidateTemplateCommand({ TemplateURL }));
    expect(validated).toMatchObject({
      Description: 'a duo',
      Parameters: [{ ParameterKey: 'Size', DefaultValue: '1', NoEcho: false, Description: 'how big' }],
    });
    const summary = await bench.client.send(new GetTemplateSummaryCommand({ TemplateURL }));
    expect(summary.ResourceTypes).toEqual(['Toy::Box::Thing']);
  });
});
