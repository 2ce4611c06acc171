import type { AwsClients } from '../../aws/aws-clients.js';
import { translateAwsError } from '../../aws/errors.js';
import type { PolicyNames } from '../../iam/policy.js';
import { type Permission, type Permissions, PURPOSES, statementsFor } from './permission.js';
import { type ProbeCall, probeCalls } from './probe-calls.js';

/**
 * How services answer when a thing is not there; a caller without the permission is told that instead. CloudFormation has
 * no error code of its own for a missing stack, only this message ("DescribeStacks", API Reference).
 */
const NOT_THERE = new Set(['ResourceNotFoundException', 'NoSuchDistribution', 'NoSuchCachePolicy']);
const NO_STACK = /does not exist/;

/**
 * Makes calls that change nothing and sees which are refused: for callers whose policies may not be simulated.
 *
 * @param streamRegions where the cluster's state table and stacks are; us-east-1 is asked too
 */
export async function probePermissions(
  clients: AwsClients,
  streamRegions: readonly string[],
  names: PolicyNames,
  signal: AbortSignal,
): Promise<Permissions> {
  const calls = await probeCalls(clients, streamRegions, names);
  const answers = await Promise.all(
    calls.flatMap((call) =>
      call.regions.map(async (region) => ({ call, permission: await answerOf(call, region, signal) })),
    ),
  );
  const keyOf = ({ purpose, action }: Pick<Permission, 'purpose' | 'action'>) => `${purpose} ${action}`;
  const silent = new Set(answers.flatMap(({ call, permission }) => (permission ? [] : [keyOf(call)])));
  const seen = answers.flatMap(({ permission }) => permission ?? []);
  // Where one region did not tell, an action is known only when another region refused it.
  const known = new Set(seen.filter((one) => !one.allowed || !silent.has(keyOf(one))).map(keyOf));
  const unseen = PURPOSES.flatMap((purpose) => {
    const actions = new Set(statementsFor(purpose, names).flatMap(({ Action }) => Action));
    // Probes are made only without this permission.
    actions.delete('iam:SimulatePrincipalPolicy');
    return [...actions].flatMap((action) => (known.has(keyOf({ purpose, action })) ? [] : [{ purpose, action }]));
  });
  return { how: 'probed', seen: seen.filter((one) => known.has(keyOf(one))), unseen };
}

/** Undefined when the answer says nothing about permissions, such as a throttled call or an unreachable service. */
async function answerOf(
  { purpose, action, send }: ProbeCall,
  region: string,
  signal: AbortSignal,
): Promise<Permission | undefined> {
  const permission = (allowed: boolean) => ({ purpose, action, resource: region, allowed });
  try {
    await send(region, { abortSignal: signal });
    return permission(true);
  } catch (error) {
    signal.throwIfAborted();
    if (translateAwsError(error, { action, region }).code === 'ACCESS_DENIED') return permission(false);
    const { name, message } = error as Error;
    return NOT_THERE.has(name) || NO_STACK.test(message) ? permission(true) : undefined;
  }
}
