import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type StackBench, startStackBench } from './support/stack-bench.js';

const run = promisify(execFile);
const withCli = spawnSync('aws', ['--version']).status === 0 ? describe : describe.skip;

withCli('the AWS CLI', () => {
  let bench: StackBench;
  beforeAll(async () => {
    bench = await startStackBench();
  });
  afterAll(() => bench.close());

  /** Async, so that the sandbox in this very process can answer. */
  async function aws(...args: string[]) {
    const { stdout } = await run(
      'aws',
      ['--endpoint-url', bench.endpoint, '--output', 'json', 'cloudformation', ...args],
      {
        env: {
          PATH: process.env.PATH,
          HOME: '/nonexistent',
          AWS_ACCESS_KEY_ID: bench.credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: bench.credentials.secretAccessKey,
          AWS_DEFAULT_REGION: 'eu-west-1',
          AWS_EC2_METADATA_DISABLED: 'true',
        },
      },
    );
    return stdout ? (JSON.parse(stdout) as Record<string, unknown>) : {};
  }

  test('deploys a stack and describes it', async () => {
    const body =
      'Resources: { A: { Type: Toy::Box::Thing, Properties: { Note: "<&>" } } }\nOutputs: { Id: { Value: !Ref A } }';
    await aws('create-stack', '--stack-name', 'by-hand', '--template-body', body, '--tags', 'Key=who,Value=me');
    await bench.settled('by-hand');
    const { Stacks } = await aws('describe-stacks', '--stack-name', 'by-hand');
    expect(Stacks).toMatchObject([
      {
        StackName: 'by-hand',
        StackStatus: 'CREATE_COMPLETE',
        Tags: [{ Key: 'who', Value: 'me' }],
        Outputs: [{ OutputKey: 'Id', OutputValue: 'by-hand-A-1' }],
      },
    ]);
    const { StackEvents } = await aws('describe-stack-events', '--stack-name', 'by-hand');
    expect(StackEvents).toHaveLength(5);
    expect(bench.toys.contents()).toEqual({ 'by-hand-A-1': { Note: '<&>' } });
  });

  test('reads errors', async () => {
    await expect(aws('describe-stacks', '--stack-name', 'nope')).rejects.toMatchObject({
      stderr: expect.stringContaining(
        'An error occurred (ValidationError) when calling the DescribeStacks operation: Stack with id nope does not exist',
      ),
    });
    await expect(aws('describe-type', '--type', 'RESOURCE', '--type-name', 'Toy::Box::Thing')).rejects.toMatchObject({
      stderr: expect.stringContaining('The sandbox does not support cloudformation:DescribeType.'),
    });
  });
});
