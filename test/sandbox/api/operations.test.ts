import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { restOperationsSource } from '../../../scripts/rest-operations.js';
import { checkMembers } from '../../../src/sandbox/api/operations.js';
import { operationNames } from '../../../src/sandbox/api/rest-routes.js';
import { localEnvironment } from '../../../src/sandbox/environment.js';
import { createServices } from '../../../src/sandbox/services.js';
import { FakeClock } from '../../support/fake-clock.js';

/** How the SDK's schemas mark an operation. */
const OPERATION = 9;
type Schema = readonly [number, string, string, object, () => readonly unknown[]];

/** Packages of the SDK that are not named as the service signs. */
const PACKAGES: Readonly<Record<string, string>> = { logs: 'cloudwatch-logs', monitoring: 'cloudwatch' };

/** Members of each operation's input, by the model of a service in the SDK's client. */
async function modelOf(service: string): Promise<Map<string, readonly string[]>> {
  const client = (await import(`@aws-sdk/client-${PACKAGES[service] ?? service}`)) as Record<string, unknown>;
  const operations = Object.values(client).filter((one): one is Schema => Array.isArray(one) && one[0] === OPERATION);
  return new Map(operations.map(([, , name, , input]) => [name, (input()[4] ?? []) as readonly string[]]));
}

const env = localEnvironment({ clock: new FakeClock(), speed: 1, log: () => {}, endpoint: () => 'http://127.0.0.1:1' });
const wires = createServices(env).wires;

test('every service says what it has', () => {
  const names = wires.flatMap(({ signingNames }) => signingNames).sort();
  expect(names).toEqual([
    ...[
      'acm',
      'cloudformation',
      'cloudfront',
      'dynamodb',
      'iam',
      'lambda',
      'logs',
      'monitoring',
      's3',
      'scheduler',
      'sns',
      'sqs',
      'sts',
    ],
  ]);
  for (const { operations } of wires) expect(Object.keys(operations).length).toBeGreaterThan(0);
});

test.each(wires.map((wire) => [wire.signingNames[0] as string, wire.operations] as const))(
  '%s has only operations and members that AWS has',
  async (service, operations) => {
    const model = await modelOf(service);
    const strangers = Object.entries(operations).flatMap(([name, takes]) => {
      const members = model.get(name);
      return members
        ? (takes ?? []).filter((member) => !members.includes(member)).map((one) => `${name}.${one}`)
        : name;
    });
    expect(strangers).toEqual([]);
  },
);

test('the REST operations are those of the installed clients: else run node scripts/rest-operations.js', async () => {
  const file = new URL('../../../src/sandbox/api/rest-operations.ts', import.meta.url);
  expect(await readFile(file, 'utf8')).toBe(await restOperationsSource());
});

test.each([
  ['lambda', 'PUT', '/2015-03-31/functions/f/code', '', 'UpdateFunctionCode'],
  ['lambda', 'GET', '/2018-10-31/layers', 'find=LayerVersion&Arn=a', 'GetLayerVersionByArn'],
  ['scheduler', 'POST', '/schedule-groups/g', '', 'CreateScheduleGroup'],
  ['cloudfront', 'POST', '/2020-05-31/distribution', 'WithTags', 'CreateDistributionWithTags'],
  ['cloudfront', 'POST', '/2020-05-31/distribution', '', 'CreateDistribution'],
])('%s knows %s %s?%s as %s', (service, method, path, query, name) => {
  const nameOf = operationNames(service);
  expect(nameOf({ method, path, query: new URLSearchParams(query) })).toBe(name);
});

describe('a member that the sandbox does not have', () => {
  test('is refused by name', () => {
    expect(() => checkMembers('cloudformation:CreateStack', ['StackName'], { StackName: 'a', Rules: 'x' })).toThrow(
      'The sandbox does not support Rules of cloudformation:CreateStack.',
    );
  });

  test.each([undefined, null, false, 'false', '', [], {}])('asks for nothing with the value %j', (value) => {
    expect(() => checkMembers('a:B', [], { Member: value })).not.toThrow();
  });
});
