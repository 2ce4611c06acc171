import {
  DeleteStackCommand,
  type DeleteStackCommandInput,
  DescribeStacksCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type StackBench, startStackBench } from './support/stack-bench.js';

const CHAIN = `
Resources:
  Top: { Type: Toy::Box::Thing, Properties: { Note: !Ref Middle } }
  Middle: { Type: Toy::Box::Thing, Properties: { Note: !Ref Bottom } }
  Bottom: { Type: Toy::Box::Thing }
  Kept: { Type: Toy::Box::Thing, DeletionPolicy: Retain }
`;

let bench: StackBench;
beforeEach(async () => {
  bench = await startStackBench();
});
afterEach(() => bench.close());

async function remove(StackName: string, input: Partial<DeleteStackCommandInput> = {}) {
  await bench.client.send(new DeleteStackCommand({ StackName, ...input }));
  return bench.settled(StackName);
}

describe('DeleteStack', () => {
  test('deletes in reverse order, keeps what is retained, and the stack is then known by id only', async () => {
    const { StackId: id = '' } = await bench.create('s', CHAIN);
    await bench.client.send(new DeleteStackCommand({ StackName: 's' }));
    const stack = await bench.settled(id);
    expect(stack.StackStatus).toBe('DELETE_COMPLETE');
    expect(stack.DeletionTime).toBeInstanceOf(Date);
    expect(bench.toys.calls.slice(4)).toEqual(['delete Top', 'delete Middle', 'delete Bottom']);
    expect(Object.keys(bench.toys.contents()).map((one) => one.replace(/\d+$/, ''))).toEqual(['s-Kept-']);
    expect(await bench.events(id)).toContain('Kept DELETE_SKIPPED');
    await expect(bench.settled('s')).rejects.toMatchObject({ message: 'Stack with id s does not exist' });
    const { Stacks } = await bench.client.send(new DescribeStacksCommand({}));
    expect(Stacks ?? []).toEqual([]);
    // The name is free again.
    expect((await bench.create('s', CHAIN)).StackId).not.toBe(id);
  });

  test('of a stack that does not exist succeeds', async () => {
    await expect(bench.client.send(new DeleteStackCommand({ StackName: 'nothing' }))).resolves.toBeDefined();
  });

  test('fails with the resource that cannot be deleted, and deletes the rest', async () => {
    const { StackId: id = '' } = await bench.create('s', CHAIN.replace('DeletionPolicy: Retain', 'DependsOn: Bottom'));
    bench.toys.fail.add('delete Middle');
    const stack = await remove('s');
    expect(stack.StackStatus).toBe('DELETE_FAILED');
    expect(stack.StackStatusReason).toBe('The following resource(s) failed to delete: [Middle]. ');
    expect(await bench.reason('s', 'Middle', 'DELETE_FAILED')).toBe('delete Middle was refused');
    expect(Object.values(bench.toys.contents())).toEqual([{}, { Note: expect.stringContaining('s-Bottom') }]);
    await bench.client.send(new DeleteStackCommand({ StackName: 's', RetainResources: ['Middle'] }));
    expect((await bench.settled(id)).StackStatus).toBe('DELETE_COMPLETE');
    expect(bench.toys.toys.size).toBe(1);
  });

  test('can be forced after it failed, and only then', async () => {
    const { StackId: id = '' } = await bench.create('s', CHAIN);
    const force = new DeleteStackCommand({ StackName: 's', DeletionMode: 'FORCE_DELETE_STACK' });
    await expect(bench.client.send(force)).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining('only when the stack is in the DELETE_FAILED state'),
    });
    bench.toys.fail.add('delete Middle');
    await remove('s');
    await bench.client.send(force);
    expect((await bench.settled(id)).StackStatus).toBe('DELETE_COMPLETE');
  });

  test('is refused while termination protection is on', async () => {
    const { StackId: id = '' } = await bench.create('s', CHAIN);
    const protect = (on: boolean) =>
      bench.client.send(new UpdateTerminationProtectionCommand({ StackName: 's', EnableTerminationProtection: on }));
    await protect(true);
    await expect(remove('s')).rejects.toMatchObject({
      message: 'Stack [s] cannot be deleted while TerminationProtection is enabled',
    });
    await protect(false);
    await bench.client.send(new DeleteStackCommand({ StackName: 's' }));
    expect((await bench.settled(id)).StackStatus).toBe('DELETE_COMPLETE');
  });

  test('puts the stack back in its status while others import an export', async () => {
    await bench.create(
      'one',
      'Resources: { A: { Type: Toy::Box::Thing } }\nOutputs: { X: { Value: v, Export: { Name: x } } }',
    );
    const importer = 'Resources: { B: { Type: Toy::Box::Thing, Properties: { Note: !ImportValue x } } }';
    const importers = [await bench.create('two', importer), await bench.create('three', importer)];
    const stack = await remove('one');
    expect([stack.StackStatus, stack.StackStatusReason]).toEqual([
      'CREATE_COMPLETE',
      'Export x cannot be deleted as it is in use by three and two',
    ]);
    expect(bench.toys.toys.size).toBe(3);
    for (const id of [...importers, stack].map(({ StackId }) => StackId as string)) {
      expect((await remove(id)).StackStatus).toBe('DELETE_COMPLETE');
    }
  });
});
