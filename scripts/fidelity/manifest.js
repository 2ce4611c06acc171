// What the sandbox has of AWS, asked of the sandbox itself: its services' operations and members, and its resource types.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { testFinder } from './find-test.js';
import { SERVICES } from './services.js';

const TYPES = 'Resource types of CloudFormation';

/** Of the schemas of the AWS SDK: an operation. */
const OPERATION = 9;

/**
 * The generated part of docs/fidelity.md.
 *
 * @param {string} root of the package, built
 * @throws Error for a service that nothing is said of, and for an operation or resource type that no test names
 */
export async function fidelityManifest(root) {
  const load = (file) => import(join(root, 'dist/sandbox', file));
  const [{ createServices }, { localEnvironment }, { RESOURCE_TYPES }] = await Promise.all(
    ['services.js', 'environment.js', 'resources/resource-types.js'].map(load),
  );
  const clock = { now: () => 0, monotonic: () => 0, sleep: () => new Promise(() => {}) };
  const env = localEnvironment({ clock, speed: 1, log: () => {}, endpoint: () => 'http://127.0.0.1' });
  const sandbox = createServices(env);
  const tests = testFinder(root, readFileSync(join(root, 'docs/fidelity.md'), 'utf8'));
  const services = [...sandbox.wires].sort((one, other) => nameOf(one).localeCompare(nameOf(other)));
  const parts = await Promise.all(services.map((service) => describeService(service, tests)));
  const types = await Promise.all(sandbox.resources.map((handler) => describeType(handler, RESOURCE_TYPES, tests)));
  await sandbox.close();
  return [...parts, describeTypes(types.sort((one, other) => one.type.localeCompare(other.type)))].join('\n\n');
}

function nameOf({ signingNames }) {
  return signingNames[0];
}

async function describeService(service, tests) {
  const name = nameOf(service);
  const known = SERVICES[name];
  if (!known) throw new Error(`scripts/fidelity/services.js says nothing of ${name}`);
  const client = known.client ?? name;
  const all = await membersOf(client);
  const operations = Object.entries(service.operations).map(([operation, takes]) => ({
    name: operation,
    refused: takes ? (all.get(operation) ?? []).filter((member) => !takes.includes(member)) : [],
    test: tests.ofOperation(known.title, client, operation),
  }));
  return [
    `### ${known.title}`,
    known.does,
    `Left out: ${lowerFirst(known.lacks)}`,
    `${operations.length} of ${all.size} operations:`,
    table(['operations', 'members that are refused', 'test'], rowsOf(operations)),
  ].join('\n\n');
}

/** Members of the input of each operation of AWS, as the SDK knows them. */
async function membersOf(service) {
  const sdk = await import(`@aws-sdk/client-${service}`);
  const operations = Object.values(sdk).filter((one) => Array.isArray(one) && one[0] === OPERATION);
  return new Map(operations.map((one) => [one[2], one[4]()[4] ?? []]));
}

/** Operations of one test that refuse nothing share a row. */
function rowsOf(operations) {
  return [...groupBy(operations, rowKey).values()].map((group) => [
    group.map(({ name }) => `\`${name}\``).join(', '),
    group[0].refused.map((member) => `\`${member}\``).join(', ') || '—',
    testLink(group[0].test),
  ]);
}

function rowKey({ name, refused, test }) {
  return refused.length > 0 ? name : test;
}

function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** Asks the handler itself which of the type's properties it refuses. */
async function describeType(handler, shapes, tests) {
  const { type } = handler;
  const properties = Object.keys(shapes[type].properties).map((name) => name.replace('!', ''));
  const refusal = await handler.create(Object.fromEntries(properties.map((name) => [name, undefined])), PLACE).then(
    () => '',
    ({ message }) => message,
  );
  const [, refused = ''] = /does not support the property (.*) of AWS::/.exec(refusal) ?? [];
  return { type, refused: refused.split(', ').filter(Boolean), test: tests.ofType(TYPES, type) };
}

const PLACE = {
  region: 'eu-west-1',
  accountId: '123456789012',
  stackName: 'stack',
  stackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/stack/1',
  logicalId: 'Thing',
  stackTags: {},
  signal: new AbortController().signal,
};

function describeTypes(types) {
  const rows = types.map(({ type, refused, test }) => [
    `\`${type}\``,
    refused.map((name) => `\`${name}\``).join(', ') || '—',
    testLink(test),
  ]);
  return [
    `### ${TYPES}`,
    'Properties are checked against AWS’s schemas of the types first, and what a service refuses is refused in its words.',
    table(['type', 'properties that are refused', 'test'], rows),
  ].join('\n\n');
}

function testLink(test) {
  return `\`${test.slice('test/'.length)}\``;
}

function lowerFirst(text) {
  return /^[A-Z][a-z]/.test(text) ? text[0].toLowerCase() + text.slice(1) : text;
}

function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
