import {
  CancelUpdateStackCommand,
  ContinueUpdateRollbackCommand,
  DescribeStackResourcesCommand,
  GetTemplateCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type StackBench, startStackBench } from './support/stack-bench.js';

const thing = (properties: string, rest = '') => `{ Type: Toy::Box::Thing, Properties: ${properties}${rest} }`;
const resources = (entries: Record<string, string>, rest = '') =>
  `Resources:\n${Object.entries(entries)
    .map(([id, body]) => `  ${id}: ${body}\n`)
    .join('')}${rest}`;

let bench: StackBench;
beforeEach(async () => {
  bench = await startStackBench();
});
afterEach(() => bench.close());

describe('UpdateStack', () => {
  test('refuses an update that changes nothing', async () => {
    const template = resources({ A: thing('{ Size: 1 }') });
    await bench.create('s', template);
    await expect(bench.update('s', `# a comment\nDescription: words\n${template}`)).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'No updates are to be performed.',
    });
  });

  test('takes a number and its digits as equal', async () => {
    await bench.create('s', resources({ A: thing('{ Size: 1, Note: true }') }));
    await expect(bench.update('s', resources({ A: thing("{ Note: 'true', Size: '1' }") }))).rejects.toMatchObject({
      message: 'No updates are to be performed.',
    });
  });

  test('changes in place, replaces, adds and removes; what depends on a new id follows', async () => {
    await bench.create(
      's',
      resources({
        Still: thing('{ Size: 1 }'),
        InPlace: thing('{ Size: 1 }'),
        Renamed: thing('{ Name: old }'),
        Follower: thing('{ Note: !Ref Renamed }'),
        Gone: thing('{ Note: !Ref Renamed }'),
      }),
    );
    bench.toys.calls.length = 0;
    const stack = await bench.update(
      's',
      resources({
        Still: thing('{ Size: 1 }'),
        InPlace: thing('{ Size: 2 }'),
        Renamed: thing('{ Name: new }'),
        Follower: thing('{ Note: !Ref Renamed }'),
        Added: thing('{}', ', DependsOn: Follower'),
      }),
    );
    expect(stack.StackStatus).toBe('UPDATE_COMPLETE');
    const renamed = Object.keys(bench.toys.contents()).find((id) => id.startsWith('s-Renamed')) as string;
    expect(Object.values(bench.toys.contents())).toEqual(
      expect.arrayContaining([{ Size: 1 }, { Size: 2 }, { Name: 'new' }, { Note: renamed }, {}]),
    );
    expect(bench.toys.toys.size).toBe(5);
    expect([...bench.toys.calls].sort()).toEqual([
      'create Added',
      'create Renamed',
      'delete Gone',
      'delete Renamed',
      'update Follower',
      'update InPlace',
    ]);
    const events = await bench.events('s');
    expect(events.indexOf('Gone DELETE_COMPLETE')).toBeLessThan(events.indexOf('Renamed DELETE_IN_PROGRESS'));
    expect(events.indexOf('s UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')).toBeLessThan(
      events.indexOf('Gone DELETE_IN_PROGRESS'),
    );
    expect(events).not.toContain('Still UPDATE_IN_PROGRESS');
    expect(await bench.reason('s', 'Renamed', 'UPDATE_IN_PROGRESS')).toBe('Resource creation Initiated');
  });

  test('keeps what a policy retains', async () => {
    await bench.create(
      's',
      resources({
        Kept: thing('{}', ', DeletionPolicy: Retain'),
        Replaced: thing('{ Name: a }', ', UpdateReplacePolicy: Retain'),
      }),
    );
    await bench.update('s', resources({ Replaced: thing('{ Name: b }', ', UpdateReplacePolicy: Retain') }));
    expect(bench.toys.toys.size).toBe(3);
    expect(await bench.events('s')).toEqual(expect.arrayContaining(['Kept DELETE_SKIPPED', 'Replaced DELETE_SKIPPED']));
  });

  test('hands changed tags to resources that take tags', async () => {
    const template = resources({ A: thing('{}'), P: '{ Type: AWS::SNS::TopicPolicy }' });
    await bench.create('s', template, { Tags: [{ Key: 'k', Value: '1' }] });
    await bench.update('s', template, { Tags: [{ Key: 'k', Value: '2' }] });
    expect(bench.toys.toys.get('s-A-1')?.tags).toEqual({ k: '2' });
    expect(bench.toys.calls).toEqual(expect.not.arrayContaining(['update P']));
  });

  test('uses previous values and the previous template', async () => {
    const template = `Parameters: { Size: { Type: String }, Note: { Type: String, Default: n, NoEcho: true } }\n${resources({ A: thing('{ Size: !Ref Size, Note: !Ref Note }') })}`;
    await bench.create('s', template, {
      Parameters: [
        { ParameterKey: 'Size', ParameterValue: '1' },
        { ParameterKey: 'Note', ParameterValue: 'mine' },
      ],
    });
    await bench.client.send(
      new UpdateStackCommand({
        StackName: 's',
        UsePreviousTemplate: true,
        Parameters: [
          { ParameterKey: 'Size', ParameterValue: '2' },
          { ParameterKey: 'Note', UsePreviousValue: true },
        ],
      }),
    );
    const stack = await bench.settled('s');
    expect(bench.toys.contents()).toEqual({ 's-A-1': { Size: '2', Note: 'mine' } });
    expect(stack.Parameters).toEqual([
      { ParameterKey: 'Size', ParameterValue: '2' },
      { ParameterKey: 'Note', ParameterValue: '****' },
    ]);
    const { TemplateBody } = await bench.client.send(new GetTemplateCommand({ StackName: 's' }));
    expect(TemplateBody).toBe(template);
  });

  test('refuses to change the type of a resource', async () => {
    await bench.create('s', resources({ A: thing('{}') }));
    await expect(bench.update('s', resources({ A: '{ Type: AWS::SNS::TopicPolicy }' }))).rejects.toMatchObject({
      message: expect.stringMatching(/^Update of resource type is not permitted\..*\[A\]$/),
    });
  });
});

describe('an update that fails', () => {
  const before = resources(
    { A: thing('{ Size: 1 }'), B: thing('{ Name: old, Note: !Ref A }'), C: thing('{ Note: !Ref B }') },
    'Outputs: { B: { Value: !Ref B } }',
  );
  const after = resources({
    A: thing('{ Size: 2 }'),
    B: thing('{ Name: new, Note: !Ref A }'),
    New: thing('{ Note: !Ref B }'),
    C: thing('{ Note: !Ref B, Size: too big }', ', DependsOn: New'),
  });

  test('restores the resources as they were', async () => {
    await bench.create('s', before);
    const contents = bench.toys.contents();
    const stack = await bench.update('s', after);
    expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(bench.toys.contents()).toEqual(contents);
    expect(stack.Outputs).toEqual([{ OutputKey: 'B', OutputValue: 's-B-2' }]);
    expect(await bench.reason('s', 's', 'UPDATE_ROLLBACK_IN_PROGRESS')).toBe(
      'The following resource(s) failed to update: [C]. ',
    );
    const { StackResources } = await bench.client.send(new DescribeStackResourcesCommand({ StackName: 's' }));
    expect(StackResources?.map((one) => one.PhysicalResourceId)).toEqual(['s-A-1', 's-B-2', 's-C-3']);
    const events = await bench.events('s');
    expect(events.slice(events.indexOf('s UPDATE_ROLLBACK_IN_PROGRESS'))).toEqual([
      's UPDATE_ROLLBACK_IN_PROGRESS',
      'A UPDATE_IN_PROGRESS',
      'A UPDATE_COMPLETE',
      'B UPDATE_COMPLETE',
      'C UPDATE_IN_PROGRESS',
      'C UPDATE_COMPLETE',
      's UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'New DELETE_IN_PROGRESS',
      'New DELETE_COMPLETE',
      'B DELETE_IN_PROGRESS',
      'B DELETE_COMPLETE',
      's UPDATE_ROLLBACK_COMPLETE',
    ]);
    // And the stack can be updated again, from where it stood.
    expect((await bench.update('s', before.replace('Size: 1', 'Size: 3'))).StackStatus).toBe('UPDATE_COMPLETE');
  });

  test('ends UPDATE_ROLLBACK_FAILED when that fails too, and can be continued', async () => {
    await bench.create('s', before);
    const contents = bench.toys.contents();
    bench.toys.fail.add('update C');
    const stack = await bench.update('s', after);
    expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_FAILED');
    expect(stack.StackStatusReason).toBe('The following resource(s) failed to update: [C]. ');
    bench.toys.fail.clear();
    await bench.client.send(new ContinueUpdateRollbackCommand({ StackName: 's' }));
    expect((await bench.settled('s')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(bench.toys.contents()).toEqual(contents);
  });

  test('stays as it is when roll-back is disabled, and the next update continues from there', async () => {
    await bench.create('s', before);
    const stack = await bench.update('s', after, { DisableRollback: true });
    expect(stack.StackStatus).toBe('UPDATE_FAILED');
    expect(bench.toys.contents()['s-A-1']).toEqual({ Size: 2 });
    const fixed = await bench.update('s', after.replace('too big', 'fine'));
    expect(fixed.StackStatus).toBe('UPDATE_COMPLETE');
    expect(bench.toys.contents()['s-C-3']).toMatchObject({ Size: 'fine' });
  });

  test('replaces at the next attempt what it could not replace', async () => {
    await bench.create('s', resources({ A: thing('{ Name: old }') }));
    bench.toys.fail.add('create A');
    const renamed = resources({ A: thing('{ Name: new }') });
    expect((await bench.update('s', renamed, { DisableRollback: true })).StackStatus).toBe('UPDATE_FAILED');
    bench.toys.fail.clear();
    expect((await bench.update('s', renamed)).StackStatus).toBe('UPDATE_COMPLETE');
    expect(bench.toys.contents()).toEqual({ 's-A-2': { Name: 'new' } });
  });

  test('can be cancelled', async () => {
    await bench.create('s', before);
    const contents = bench.toys.contents();
    const { StackId } = await bench.client.send(
      new UpdateStackCommand({ StackName: 's', TemplateBody: before.replace('Size: 1', 'Wait: forever') }),
    );
    await bench.client.send(new CancelUpdateStackCommand({ StackName: 's' }));
    expect((await bench.settled(StackId as string)).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(bench.toys.contents()).toEqual(contents);
  });
});

describe('exports', () => {
  test('are imported by other stacks, and then neither changed nor deleted', async () => {
    const exporter = (note: string) =>
      resources(
        { A: thing(`{ Note: ${note} }`) },
        `Outputs: { X: { Value: ${note}, Export: { Name: !Sub '\${AWS::StackName}-x' } } }`,
      );
    await bench.create('one', exporter('here'));
    await bench.create('two', resources({ B: thing('{ Note: !ImportValue one-x }') }));
    expect(bench.toys.contents()['two-B-2']).toEqual({ Note: 'here' });
    const stack = await bench.update('one', exporter('there'));
    expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await bench.reason('one', 'one', 'UPDATE_ROLLBACK_IN_PROGRESS')).toBe(
      'Export one-x cannot be updated as it is in use by two',
    );
    const missing = await bench.create('three', resources({ B: thing('{ Note: !ImportValue nowhere }') }));
    expect(missing.StackStatus).toBe('ROLLBACK_COMPLETE');
    expect(await bench.reason('three', 'B', 'CREATE_FAILED')).toBe('No export named nowhere found.');
  });
});
