import { beforeEach, expect, test } from '@jest/globals';
import type { AwsClients } from '../../../../src/lib/aws/aws-clients.js';
import { awaitActive } from '../../../../src/lib/parts/copilot/await-active.js';
import type { ProgressEvent } from '../../../../src/lib/progress.js';
import { FakeClock } from '../../../support/fake-clock.js';

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:spring-final-copilot-Copilot-1A2B3C4D5E6F';

interface Configuration {
  State?: string;
  StateReason?: string;
}

let clock: FakeClock;
let reported: ProgressEvent[];
let asked: object[];

beforeEach(() => {
  clock = new FakeClock();
  reported = [];
  asked = [];
});

/** Waits for version 7 with a Lambda that answers these, the last one again and again. */
function wait(...answers: (Configuration | Error)[]): Promise<void> {
  const send = async ({ input }: { input: object }) => {
    asked.push(input);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer instanceof Error) throw answer;
    return { Configuration: answer };
  };
  const clients = { lambda: async () => ({ send }) } as unknown as AwsClients;
  const report = (event: ProgressEvent) => void reported.push(event);
  const signal = new AbortController().signal;
  return awaitActive({ clients, clock, random: () => 0.5, report, signal, stepId: 'attach/eu-west-1' }, `${ARN}:7`);
}

// "Lambda function states", AWS Lambda Developer Guide.
test('waits while the version is Pending, asks for that version, and says what it waits for once', async () => {
  const done = wait({ State: 'Pending' }, { State: 'Pending' }, { State: 'Active' });
  await clock.advance(5000);
  await done;
  expect(asked).toEqual(Array(3).fill({ FunctionName: ARN, Qualifier: '7' }));
  expect(reported).toEqual([
    { type: 'activity', id: 'attach/eu-west-1', message: `waiting for version 7 of ${ARN} to be active` },
  ]);
});

test.each([[{ State: 'Active' }], [{ State: 'Inactive' }], [{}]])('does not wait for %j', async (answer) => {
  await wait(answer);
  expect(asked).toHaveLength(1);
  expect(reported).toEqual([]);
});

test('a version that Lambda gave up is an error with the reason', async () => {
  await expect(wait({ State: 'Failed', StateReason: 'The image is broken.' })).rejects.toMatchObject({
    code: 'FUNCTION_FAILED',
    message: expect.stringMatching(/version 7 of .* ready: The image is broken\./),
  });
});

test('it ends after five minutes, and says that the deployment resumes', async () => {
  const failed = wait({ State: 'Pending' }).catch((error: unknown) => error);
  await clock.advance(6 * 60_000);
  await expect(failed).resolves.toMatchObject({ code: 'FUNCTION_PENDING', suggestions: [/again/, /console/] });
});

test('a denied GetFunction names the permission', async () => {
  const denied = Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });
  await expect(wait(denied)).rejects.toMatchObject({ code: 'ACCESS_DENIED', message: /lambda:GetFunction/ });
});
