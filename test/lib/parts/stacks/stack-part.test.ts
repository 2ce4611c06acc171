import { describe, expect, test } from '@jest/globals';
import { buildAssets } from '../../../../src/lib/assets/build-assets.js';
import type { StackDescription } from '../../../../src/lib/cloudformation/describe-stack.js';
import type { Given } from '../../../../src/lib/parts/part.js';
import { stackDefinition } from '../../../../src/lib/parts/stacks/stack-definition.js';
import { stackGraph } from '../../../../src/lib/parts/stacks/stack-graph.js';
import { type StackFacts, stackParts } from '../../../../src/lib/parts/stacks/stack-part.js';
import { springFinal as cluster } from '../../../support/spring-final.js';

const template = 'Resources:\n  Function:\n    Type: AWS::Lambda::Function\n';
const assets = buildAssets(cluster.assets, {
  templates: {
    'stale-playlist-detector': template,
    copilot: template,
    'clustered-video-stream-instance': template,
    'clustered-video-stream': template,
  },
  code: { 'stale-playlist-detector': '1', 'playlist-alert-handler': '2', copilot: '3' },
});
const parts = stackParts({ cluster, assets });
const part = (id: string) => parts.find((one) => one.id === id) as (typeof parts)[number];
const nothing: Given = { outputsOf: () => ({}) };
const outputs: Readonly<Record<string, Record<string, string>>> = {
  'stale-playlist-detector/eu-west-1': { TopicArn: 'topic', ObservationTopicArn: 'observations' },
  'stale-playlist-detector/eu-west-2': { TopicArn: 'topic', ObservationTopicArn: 'observations' },
  reroutes: { RerouteMap: 'none#null' },
  copilot: { CopilotLambdaArn: 'arn', CopilotLambdaVersion: '7' },
  ...Object.fromEntries(
    cluster.regions.map(({ region, distributionId }) => [
      `clustered-video-stream-instance/${region}`,
      { MasterPlaylistBucket: 'bucket', OriginAccessControl: 'oac', CloudfrontDistributionId: distributionId },
    ]),
  ),
};
const everything: Given = { outputsOf: (id) => outputs[id] ?? {} };

/** A stack at rest, exactly as it should be. */
function asDefined(id: string, createStateTable = true): StackFacts & { found: StackDescription } {
  const stack = stackGraph(cluster).find((one) => one.id === id);
  if (!stack) throw new Error(`There is no stack ${id}.`);
  const parameters = stack.parameters({ given: everything, createStateTable }) as Record<string, string>;
  const { tags, terminationProtection = false } = stackDefinition({ cluster, assets }, stack, parameters);
  return {
    found: {
      ...{ stackId: 'arn', name: stack.stackName, status: 'UPDATE_COMPLETE', outputs: { Some: 'output' } },
      ...{ parameters, tags, terminationProtection, notificationArns: [] },
    },
    templateBody: template,
  };
}

describe('what a deployment does with a stack, by its status', () => {
  const want = (status: string | undefined) =>
    part('copilot').want(
      { found: status === undefined ? undefined : ({ status, parameters: {}, tags: {} } as StackDescription) },
      nothing,
    );

  test.each([
    [undefined, 'create'],
    ['REVIEW_IN_PROGRESS', 'create'],
    ['CREATE_COMPLETE', 'update'],
    ['UPDATE_IN_PROGRESS', 'wait'],
    ['ROLLBACK_COMPLETE', 'recreate'],
    ['UPDATE_ROLLBACK_FAILED', 'update'],
    ['IMPORT_ROLLBACK_FAILED', 'blocked'],
  ])('%s: %s', (status, action) => {
    expect(want(status).action).toBe(action);
  });

  test.each(['UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_FAILED'])(
    '%s: what takes its outputs goes by those it has',
    (status) => {
      const found = { status, parameters: {}, tags: {}, outputs: { CopilotLambdaArn: 'arn' } };
      expect(part('copilot').want({ found: found as unknown as StackDescription }, nothing)).toMatchObject({
        outputs: { CopilotLambdaArn: 'arn' },
      });
    },
  );

  test('a new stack lists what its template makes; a blocked one has its error', () => {
    expect(want(undefined)).toMatchObject({ changes: [{ logicalId: 'Function', action: 'add' }] });
    expect(want('IMPORT_ROLLBACK_FAILED')).toMatchObject({ error: { code: 'STACK_BLOCKED' } });
  });
});

describe('a stack that stands', () => {
  test.each(parts.map(({ id }) => id))('%s as it should be is unchanged, and its outputs are known', (id) => {
    expect(part(id).want(asDefined(id), everything)).toMatchObject({
      action: 'unchanged',
      outputs: { Some: 'output' },
    });
  });

  test('another tag, parameter, template or protection is an update', () => {
    const facts = asDefined('clustered-video-stream');
    const { found } = facts;
    for (const other of [
      { ...facts, templateBody: `${template}#` },
      { ...facts, found: { ...found, tags: {} } },
      { ...facts, found: { ...found, parameters: { ...found.parameters, RegionOne: 'us-west-2' } } },
      { ...facts, found: { ...found, terminationProtection: false } },
    ]) {
      expect(part('clustered-video-stream').want(other, everything).action).toBe('update');
    }
  });

  test('an output that the deployment has yet to make is an update, and is named', () => {
    const { CopilotLambdaArn } = outputs.copilot ?? {};
    const given: Given = { outputsOf: (id) => (id === 'copilot' ? { CopilotLambdaArn } : everything.outputsOf(id)) };
    expect(part('clustered-video-stream').want(asDefined('clustered-video-stream'), given)).toMatchObject({
      action: 'update',
      why: 'new CopilotLambdaVersion',
    });
  });

  const [one, two] = cluster.regions.map(({ region }) => region) as [string, string];
  const shared = (made: boolean, there: string[], absent: string[] = [], unknown: string[] = []) =>
    part('clustered-video-stream').want(
      { ...asDefined('clustered-video-stream', made), table: { there, absent, unknown } },
      everything,
    );

  test('keeps to whether it made the state table, as long as there is a table, or it is not known', () => {
    for (const made of [true, false]) {
      expect(shared(made, [one, two]).action).toBe('unchanged');
      expect(shared(made, [], [one], [two]).action).toBe('unchanged');
      expect(shared(made, [one], [], [two]).action).toBe('unchanged');
    }
  });

  // hashicorp/terraform-provider-aws#38968, awslabs/route53-dynamic-dns-with-lambda#55
  test('a table that was deleted outside cvs is made again', () => {
    expect(shared(true, [], [one, two])).toMatchObject({
      action: 'update',
      why: expect.stringContaining('made again, empty'),
      changes: [{ logicalId: 'StateTable', action: 'add' }],
      outputs: { Some: 'output' },
    });
    expect(shared(false, [], [one, two]).action).toBe('update');
  });

  test.each([
    [[one], [two]],
    [[two], [one]],
  ])('a table in %j and not in %j blocks with the command that adds the replica', (there, absent) => {
    const error = {
      code: 'REPLICA_MISSING',
      suggestions: [
        `Add the replica again, with all items: aws dynamodb update-table --region ${there[0]} --table-name spring-final --replica-updates '[{"Create":{"RegionName":"${absent[0]}"}}]'`,
        `Wait until it is there: aws dynamodb wait table-exists --region ${absent[0]} --table-name spring-final`,
      ],
    };
    expect(shared(true, there, absent)).toMatchObject({ action: 'blocked', error });
    // Also before the stack stands: it would adopt the table, and never make the replica.
    const facts = { found: undefined, table: { there, absent, unknown: [] } };
    expect(part('clustered-video-stream').want(facts, everything)).toMatchObject({ action: 'blocked', error });
  });
});
