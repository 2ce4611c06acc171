import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ListStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type StackBench, startStackBench } from './support/stack-bench.js';

const TWO = `
Parameters:
  Size: { Type: Number, Default: 5 }
Conditions:
  Big: !Equals [!Ref Size, '9']
Resources:
  Upper:
    Type: Toy::Box::Thing
    Properties:
      Name: !Sub '\${AWS::StackName}-on-\${Lower}'
      Size: !GetAtt Lower.Size
  Lower:
    Type: Toy::Box::Thing
    Properties: { Size: !Ref Size, Note: !If [Big, big, !Ref AWS::NoValue] }
  Third:
    Type: Toy::Box::Thing
    Condition: Big
Outputs:
  LowerArn: { Value: !GetAtt Lower.Arn, Description: where it is }
  ThirdId: { Condition: Big, Value: !Ref Third }
`;

let bench: StackBench;
beforeEach(async () => {
  bench = await startStackBench();
});
afterEach(() => bench.close());

describe('CreateStack', () => {
  test('makes resources in the order of their references and resolves functions, conditions and outputs', async () => {
    const stack = await bench.create('duo', TWO, { Tags: [{ Key: 'event', Value: 'final' }] });
    expect(stack.StackStatus).toBe('CREATE_COMPLETE');
    expect(stack.Outputs).toEqual([
      { OutputKey: 'LowerArn', OutputValue: 'arn:toy:eu-west-1:duo-Lower-1', Description: 'where it is' },
    ]);
    expect(bench.toys.contents()).toEqual({
      'duo-Lower-1': { Size: '5' },
      'duo-Upper-2': { Name: 'duo-on-duo-Lower-1', Size: '5' },
    });
    expect(bench.toys.toys.get('duo-Lower-1')?.tags).toEqual({ event: 'final' });
    expect(await bench.events('duo')).toEqual([
      'duo CREATE_IN_PROGRESS',
      'Lower CREATE_IN_PROGRESS',
      'Lower CREATE_IN_PROGRESS',
      'Lower CREATE_COMPLETE',
      'Upper CREATE_IN_PROGRESS',
      'Upper CREATE_IN_PROGRESS',
      'Upper CREATE_COMPLETE',
      'duo CREATE_COMPLETE',
    ]);
    expect(await bench.reason('duo', 'duo', 'CREATE_IN_PROGRESS')).toBe('User Initiated');
  });

  test('makes resources that do not depend on each other at the same time', async () => {
    await bench.create('pair', 'Resources: { A: { Type: Toy::Box::Thing }, B: { Type: Toy::Box::Thing } }');
    const events = await bench.events('pair');
    expect(events.indexOf('B CREATE_IN_PROGRESS')).toBeLessThan(events.indexOf('A CREATE_COMPLETE'));
  });

  test('keeps the stacks of two regions apart', async () => {
    await bench.create('duo', TWO);
    const elsewhere = bench.clientIn('eu-west-2').send(new DescribeStacksCommand({ StackName: 'duo' }));
    await expect(elsewhere).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id duo does not exist',
    });
  });

  test('refuses a second stack of the name, but not the repeated request', async () => {
    const stack = await bench.create('duo', TWO, { ClientRequestToken: 'one' });
    const again = new CreateStackCommand({ StackName: 'duo', TemplateBody: TWO, ClientRequestToken: 'one' });
    expect((await bench.client.send(again)).StackId).toBe(stack.StackId);
    await expect(bench.create('duo', TWO)).rejects.toMatchObject({
      name: 'AlreadyExistsException',
      message: 'Stack [duo] already exists',
    });
  });

  test('rolls back what was made when a resource fails, and cancels what is under way', async () => {
    const template = `
Resources:
  First: { Type: Toy::Box::Thing }
  Slow: { Type: Toy::Box::Thing, Properties: { Wait: forever } }
  Broken: { Type: Toy::Box::Thing, DependsOn: First, Properties: { Size: too big } }
  Never: { Type: Toy::Box::Thing, DependsOn: Broken }
`;
    const stack = await bench.create('bad', template);
    expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE');
    expect(bench.toys.contents()).toEqual({});
    expect(await bench.reason('bad', 'Broken', 'CREATE_FAILED')).toBe('Size too big is not valid');
    expect(await bench.reason('bad', 'Slow', 'CREATE_FAILED')).toBe('Resource creation cancelled');
    const why = await bench.reason('bad', 'bad', 'ROLLBACK_IN_PROGRESS');
    expect(why).toMatch(
      /^The following resource\(s\) failed to create: \[(Slow, Broken|Broken, Slow)\]\. Rollback requested by user\.$/,
    );
    expect(bench.toys.calls).not.toContain('create Never');
    await expect(bench.update('bad', TWO)).rejects.toMatchObject({
      message: `Stack:${stack.StackId} is in ROLLBACK_COMPLETE state and can not be updated.`,
    });
  });

  test('ends ROLLBACK_FAILED when what was made cannot be deleted', async () => {
    bench.toys.fail.add('delete First');
    const template =
      '{"Resources":{"First":{"Type":"Toy::Box::Thing"},"Broken":{"Type":"Toy::Box::Thing","DependsOn":"First","Properties":{"Size":"too big"}}}}';
    const stack = await bench.create('bad', template);
    expect(stack.StackStatus).toBe('ROLLBACK_FAILED');
    expect(stack.StackStatusReason).toBe('The following resource(s) failed to delete: [First]. ');
  });

  test('leaves the stack as it is with OnFailure DO_NOTHING, and no stack with DELETE', async () => {
    const template =
      'Resources: { First: { Type: Toy::Box::Thing }, Broken: { Type: Toy::Box::Thing, DependsOn: First, Properties: { Size: too big } } }';
    expect((await bench.create('stay', template, { OnFailure: 'DO_NOTHING' })).StackStatus).toBe('CREATE_FAILED');
    expect(Object.keys(bench.toys.contents())).toEqual(['stay-First-1']);
    const gone = await bench.create('gone', template, { OnFailure: 'DELETE' });
    expect(gone.StackStatus).toBe('DELETE_COMPLETE');
    await expect(bench.settled('gone')).rejects.toMatchObject({ message: 'Stack with id gone does not exist' });
  });

  test('can be deleted while it is being created', async () => {
    const { StackId } = await bench.client.send(
      new CreateStackCommand({
        StackName: 'slow',
        TemplateBody: 'Resources: { Slow: { Type: Toy::Box::Thing, Properties: { Wait: forever } } }',
      }),
    );
    await bench.client.send(new DeleteStackCommand({ StackName: 'slow' }));
    expect((await bench.settled(StackId as string)).StackStatus).toBe('DELETE_COMPLETE');
    expect(bench.toys.contents()).toEqual({});
  });

  test('fails a stack whose outputs cannot be resolved', async () => {
    const stack = await bench.create(
      'odd',
      'Resources: { One: { Type: Toy::Box::Thing } }\nOutputs: { Nothing: { Value: !GetAtt One.Colour } }',
    );
    expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE');
    expect(await bench.reason('odd', 'odd', 'ROLLBACK_IN_PROGRESS')).toBe(
      'Template error: resource One does not support attribute type Colour in Fn::GetAtt. Rollback requested by user.',
    );
  });

  test('lists resources with their ids', async () => {
    await bench.create('duo', TWO);
    const { StackResources } = await bench.client.send(new DescribeStackResourcesCommand({ StackName: 'duo' }));
    expect(StackResources?.map((one) => [one.LogicalResourceId, one.PhysicalResourceId, one.ResourceStatus])).toEqual([
      ['Lower', 'duo-Lower-1', 'CREATE_COMPLETE'],
      ['Upper', 'duo-Upper-2', 'CREATE_COMPLETE'],
    ]);
  });

  test('pages long lists', async () => {
    const many = Array.from({ length: 40 }, (_, index) => `  T${index}: { Type: Toy::Box::Thing }`).join('\n');
    await bench.create('many', `Resources:\n${many}`);
    const { paginateDescribeStackEvents, paginateListStackResources } = await import('@aws-sdk/client-cloudformation');
    const events: string[] = [];
    for await (const page of paginateDescribeStackEvents({ client: bench.client }, { StackName: 'many' })) {
      expect(page.StackEvents?.length).toBeLessThanOrEqual(100);
      events.push(...(page.StackEvents ?? []).map((one) => one.EventId as string));
    }
    expect(events).toHaveLength(40 * 3 + 2);
    expect(new Set(events).size).toBe(events.length);
    const resources: unknown[] = [];
    for await (const page of paginateListStackResources({ client: bench.client }, { StackName: 'many' })) {
      resources.push(...(page.StackResourceSummaries ?? []));
    }
    expect(resources).toHaveLength(40);
    const { StackSummaries } = await bench.client.send(
      new ListStacksCommand({ StackStatusFilter: ['CREATE_COMPLETE'] }),
    );
    expect(StackSummaries?.map((one) => one.StackName)).toEqual(['many']);
  });
});

describe('what CreateStack refuses', () => {
  const refused = (template: string, message: string | RegExp, input = {}) =>
    expect(bench.create('x', template, input)).rejects.toMatchObject({
      name: 'ValidationError',
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });

  test('parameters that are missing, unknown or out of bounds', async () => {
    const template = `
Parameters:
  Name: { Type: String, AllowedPattern: '[a-z]+' }
  Mode: { Type: String, Default: a, AllowedValues: [a, b] }
  Count: { Type: Number, Default: 1, MinValue: 1, MaxValue: 3 }
  Word: { Type: String, Default: abc, MinLength: 3, ConstraintDescription: at least three letters. }
Resources: { One: { Type: Toy::Box::Thing, Properties: { Name: !Ref Name } } }`;
    const given = (ParameterKey: string, ParameterValue: string) => ({
      Parameters: [
        ...(ParameterKey === 'Name' ? [] : [{ ParameterKey: 'Name', ParameterValue: 'ok' }]),
        { ParameterKey, ParameterValue },
      ],
    });
    await refused(template, 'Parameters: [Name] must have values');
    await refused(template, 'Parameters: [Colour] do not exist in the template', given('Colour', 'red'));
    await refused(template, "Parameter 'Name' must match pattern [a-z]+", given('Name', 'Abc'));
    await refused(template, "Parameter 'Mode' must be one of AllowedValues", given('Mode', 'c'));
    await refused(template, "Parameter 'Count' must be a number not greater than 3", given('Count', '4'));
    await refused(template, "Parameter 'Count' must be a number", given('Count', 'four'));
    await refused(
      template,
      "Parameter 'Word' failed to satisfy constraint: at least three letters.",
      given('Word', 'ab'),
    );
  });

  test('malformed templates', async () => {
    const thing = (properties: string) => `Resources: { One: { Type: Toy::Box::Thing, Properties: ${properties} } }`;
    await refused('Resources: [', /^Template format error: YAML not well-formed\. \(line 1, column \d+\)/);
    await refused('Resources: {}', 'Template format error: At least one Resources member must be defined.');
    await refused(
      'Resources: { One: { Type: AWS::Nope::No } }',
      'Template format error: Unrecognized resource types: [AWS::Nope::No]',
    );
    await refused(
      thing('{ Name: !Ref Two }'),
      'Template format error: Unresolved resource dependencies [Two] in the Resources block of the template',
    );
    await refused(
      thing(`{ Name: !Sub '\${!Fine}-\${Two.Arn}' }`),
      'Template format error: Unresolved resource dependencies [Two] in the Resources block of the template',
    );
    await refused(
      `${thing('{}')}\nOutputs: { O: { Value: !GetAtt Two.Arn } }`,
      'Template error: instance of Fn::GetAtt references undefined resource Two',
    );
    await refused(
      'Resources: { A: { Type: Toy::Box::Thing, DependsOn: B }, B: { Type: Toy::Box::Thing, Properties: { Name: !Ref A } } }',
      'Circular dependency between resources: [A, B]',
    );
    await refused(
      'Conditions: { No: !Equals [a, b] }\nResources: { A: { Type: Toy::Box::Thing, Condition: No }, B: { Type: Toy::Box::Thing, Properties: { Name: !Ref A } } }',
      'Template format error: Unresolved resource dependencies [A] in the Resources block of the template',
    );
    await refused(
      `Transform: AWS::Serverless-2016-10-31\n${thing('{}')}`,
      /does not support the template section Transform/,
    );
  });

  // Members: CreateStack, CloudFormation API Reference. What has no effect here would hide a mistake.
  test('members that the sandbox does not have, by name, and values that no member has', async () => {
    const lacking: [string, object][] = [
      ['StackPolicyBody', { StackPolicyBody: '{}' }],
      ['RollbackConfiguration', { RollbackConfiguration: { MonitoringTimeInMinutes: 5 } }],
      ['TimeoutInMinutes', { TimeoutInMinutes: 5 }],
      ['ResourceTypes', { ResourceTypes: ['AWS::SNS::*'] }],
      ['RetainExceptOnCreate', { RetainExceptOnCreate: true }],
      ['DeploymentConfig with the mode EXPRESS', { DeploymentConfig: { Mode: 'EXPRESS' } }],
    ];
    for (const [member, input] of lacking) {
      await expect(bench.create('x', TWO, input)).rejects.toThrow(
        `The sandbox does not support ${member} of cloudformation:CreateStack.`,
      );
    }
    await refused(TWO, /Value 'CAPABILITY_ALL' at 'capabilities' failed/, { Capabilities: ['CAPABILITY_ALL'] });
    await refused(TWO, /Value 'RETRY' at 'onFailure' failed/, { OnFailure: 'RETRY' });
    await refused(TWO, 'aws: prefixed tag key names are not allowed for external use.', {
      Tags: [{ Key: 'aws:a', Value: 'b' }],
    });
  });

  test('a template that is too long for a body', async () => {
    await refused(`# ${'x'.repeat(51_200)}\n${TWO}`, /'templateBody'.*less than or equal to 51200/);
  });

  test('IAM resources that are not acknowledged', async () => {
    const role = (properties: string) => `Resources: { R: { Type: AWS::IAM::Role, Properties: ${properties} } }`;
    const need = (template: string, capability: string, Capabilities?: ['CAPABILITY_IAM']) =>
      expect(bench.create('r', template, { Capabilities })).rejects.toMatchObject({
        name: 'InsufficientCapabilitiesException',
        message: `Requires capabilities : [${capability}]`,
      });
    await need(role('{}'), 'CAPABILITY_IAM');
    await need(role('{ RoleName: x }'), 'CAPABILITY_NAMED_IAM', ['CAPABILITY_IAM']);
    const named = await bench.create('r', role('{}'), { Capabilities: ['CAPABILITY_NAMED_IAM'] });
    expect(named.StackStatus).toBe('CREATE_COMPLETE');
  });
});
