import type { IAMClient, SimulatePrincipalPolicyCommandInput } from '@aws-sdk/client-iam';
import { describe, expect, test } from '@jest/globals';
import { type SimulatedDecision, simulatePolicies } from '../../../src/lib/iam/simulate-policies.js';

const ROLE = 'arn:aws:iam::123456789012:role/deployer';

/** An IAM that simulates every action as allowed, unless `refuse` throws; and what it was asked. */
function fakeIam(refuse: (actions: readonly string[]) => void = () => undefined) {
  const asked: (readonly string[])[] = [];
  const client = {
    send: async ({ input }: { input: SimulatePrincipalPolicyCommandInput }) => {
      const { ActionNames = [], ResourceArns = [] } = input;
      asked.push(ActionNames);
      refuse(ActionNames);
      return {
        EvaluationResults: ActionNames.map((EvalActionName) => ({
          EvalActionName,
          EvalResourceName: ResourceArns[0],
          EvalDecision: 'implicitDeny',
          ResourceSpecificResults: ResourceArns.map((EvalResourceName) => ({
            EvalResourceName,
            EvalResourceDecision: EvalResourceName.endsWith('bad') ? 'implicitDeny' : 'allowed',
          })),
        })),
      };
    },
  };
  // The SDK's paginator accepts a client of its own class only.
  return { asked, client: Object.setPrototypeOf(client, ClientOfIam.prototype) as IAMClient };
}

const { IAMClient: ClientOfIam } = await import('@aws-sdk/client-iam');

const refusal = (message: string) => Object.assign(new Error(message), { name: 'InvalidInputException' });

async function simulated(
  client: IAMClient,
  actions: readonly string[],
  resources = ['*'],
): Promise<SimulatedDecision[]> {
  const found: SimulatedDecision[] = [];
  for await (const one of simulatePolicies(client, { principalArn: ROLE, actions, resources })) found.push(one);
  return found;
}

describe('simulating policies', () => {
  test('an action on several resources has a decision for each', async () => {
    const { client } = fakeIam();
    expect(await simulated(client, ['sqs:SendMessage'], ['arn:good', 'arn:bad'])).toEqual([
      { action: 'sqs:SendMessage', resource: 'arn:good', allowed: true },
      { action: 'sqs:SendMessage', resource: 'arn:bad', allowed: false },
    ]);
  });

  test('patterns of a policy are asked for by an action that they match', async () => {
    const { client, asked } = fakeIam();
    await simulated(client, ['lambda:EnableReplication*', 'lambda:GetFunction*', 'application-autoscaling:Describe*']);
    expect(asked).toEqual([
      ['lambda:EnableReplication', 'lambda:GetFunction', 'application-autoscaling:DescribeScalableTargets'],
    ]);
  });

  // "Invalid Input Actions: … require different authorization information": the API documents no rule for the groups.
  test('actions that IAM does not take in one call are asked for in the groups that it names', async () => {
    const { client, asked } = fakeIam((actions) => {
      if (actions.length !== 3) return;
      throw refusal(
        'Invalid Input Actions: [s3:ListBucket,s3:GetObject] and [s3:PutBucketReplication] require different authorization information.',
      );
    });
    const found = await simulated(client, ['s3:ListBucket', 's3:PutBucketReplication', 's3:GetObject']);
    expect(asked.slice(1)).toEqual([['s3:ListBucket', 's3:GetObject'], ['s3:PutBucketReplication']]);
    expect(found).toHaveLength(3);
  });

  test('where the groups cannot be read, actions are asked for one by one', async () => {
    const { client, asked } = fakeIam((actions) => {
      if (actions.length > 1) throw refusal('Invalid Input Actions: "*" require different authorization information.');
    });
    await simulated(client, ['a:One', 'a:Two']);
    expect(asked).toEqual([['a:One', 'a:Two'], ['a:One'], ['a:Two']]);
  });

  test('another refusal is passed on, also of a single action', async () => {
    const same = 'Invalid Input Actions: [a:One] require different authorization information.';
    for (const [message, actions] of [
      ['no', ['a:One', 'a:Two']],
      [same, ['a:One']],
    ] as const) {
      const { client } = fakeIam(() => {
        throw refusal(message);
      });
      await expect(simulated(client, actions)).rejects.toThrow(message);
    }
  });
});
