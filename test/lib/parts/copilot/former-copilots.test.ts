import type { Distribution } from '@aws-sdk/client-cloudfront';
import { describe, expect, test } from '@jest/globals';
import type { AwsClients } from '../../../../src/lib/aws/aws-clients.js';
import { copilotParts } from '../../../../src/lib/parts/copilot/copilot-part.js';
import { isNamedAsCopilot, readFormerCopilots } from '../../../../src/lib/parts/copilot/former-copilots.js';
import { attachmentOf } from '../../../../src/lib/parts/copilot/read-distribution.js';
import { View } from '../../../../src/lib/parts/view.js';
import { FakeClock } from '../../../support/fake-clock.js';
import { springFinal } from '../../../support/spring-final.js';

const arn = (name: string, region = 'us-east-1') => `arn:aws:lambda:${region}:123456789012:function:${name}`;
const FORMER = arn('spring-final-copilot-Copilot-AbCdEfGhIjKl');
const LIVE = arn('spring-final-copilot-Copilot-MnOpQrStUvWx');

/** An account in which functions have these tags; a string is an error. */
function account(tags: Record<string, Record<string, string> | string>, name = 'spring-final') {
  const lambda = {
    send: async ({ input }: { input: { FunctionName: string } }) => {
      const found = tags[input.FunctionName];
      if (typeof found === 'string') throw Object.assign(new Error('not authorized'), { name: found });
      return { Tags: found };
    },
  };
  const stack = { StackName: 'c', Outputs: [{ OutputKey: 'CopilotLambdaArn', OutputValue: LIVE }] };
  const clients = {
    lambda: async () => lambda,
    cloudFormation: async () => ({ send: async () => ({ Stacks: [stack] }) }),
  } as unknown as AwsClients;
  return new View({ cluster: { ...springFinal, name }, clients, clock: new FakeClock() } as never);
}

const slots = (...arns: (string | undefined)[]) =>
  arns.map((one) => ({ behavior: 'Default (*)', versionArn: one && `${one}:3` }));

describe('the copilots of a stack that is gone', () => {
  test('are known by name and tag', async () => {
    const view = account({ [FORMER]: { 'cvs:cluster': 'spring-final' } });
    expect(await readFormerCopilots(view, slots(FORMER, LIVE, undefined))).toEqual(new Set([FORMER]));
  });

  test.each([
    ['of another cluster, by its tag', FORMER, { 'cvs:cluster': 'spring' }],
    ['without a tag', FORMER, {}],
    [
      'of a cluster whose name goes on',
      arn('spring-final-two-copilot-Copilot-AbCd'),
      { 'cvs:cluster': 'spring-final' },
    ],
    ['of somebody else', arn('rewrite-urls'), { 'cvs:cluster': 'spring-final' }],
  ])('a function %s is none', async (_what, function_, tags) => {
    expect(await readFormerCopilots(account({ [function_]: tags }), slots(function_))).toEqual(new Set());
  });

  test('are known by the name alone where the tag may not be read, and no other cluster can have the name', async () => {
    expect(await readFormerCopilots(account({ [FORMER]: 'AccessDeniedException' }), slots(FORMER))).toEqual(
      new Set([FORMER]),
    );
    const name = 'championship-of-the-spring-2026';
    const long = arn(`${name}-copilot-Copilot-AbCdEfGhIjKl`);
    expect(await readFormerCopilots(account({ [long]: 'AccessDeniedException' }, name), slots(long))).toEqual(
      new Set(),
    );
  });

  test('a name is that of a copilot in us-east-1 only', () => {
    expect(isNamedAsCopilot(springFinal, FORMER)).toBe(true);
    expect(isNamedAsCopilot(springFinal, arn('spring-final-copilot-Copilot-AbCd', 'eu-west-1'))).toBe(false);
    expect(isNamedAsCopilot(springFinal, arn('spring-final-copilot-CopilotRole-AbCd'))).toBe(false);
  });
});

// s0enke's issue 16 and awslabs/route53-dynamic-dns-with-lambda#55: people delete stacks first by hand
test('a deployment replaces one', () => {
  const [part] = copilotParts(springFinal);
  const former = new Set([FORMER]);
  const facts = {
    ...{ domain: 'd1', aliases: [], enabled: true, deployed: true, memory: {}, unknown: [], former },
    distribution: {} as Distribution,
    slots: slots(FORMER),
  };
  const given = { outputsOf: () => ({ CopilotLambdaArn: LIVE, CopilotLambdaVersion: '1' }) };
  expect(part?.want(facts, given)).toEqual({
    action: 'update',
    why: 'the copilot of a stack that is gone → version 1',
  });
  expect(part?.want({ ...facts, former: new Set<string>() }, given)).toMatchObject({ error: { code: 'SLOT_TAKEN' } });
  expect(attachmentOf(slots(FORMER), LIVE, former)).toEqual({ copilot: 'former' });
});
