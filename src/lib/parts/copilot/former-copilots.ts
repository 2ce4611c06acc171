import { GLOBAL_REGION } from '../../aws/aws-clients.js';
import { translateAwsError } from '../../aws/errors.js';
import { generatedNamePattern } from '../../cloudformation/generated-name.js';
import type { Cluster } from '../../cluster/cluster.js';
import { nameProblem } from '../../cluster/name.js';
import { CvsError } from '../../errors.js';
import { copilotStack } from '../stacks/cluster-stacks.js';
import { readStack } from '../stacks/read-stack.js';
import type { View } from '../view.js';
import { type CopilotSlot, splitVersionArn } from './copilot-slots.js';

/** ARNs, without versions, of copilots that a copilot stack made which is gone. */
export type FormerCopilots = ReadonlySet<string>;

/**
 * Reads which functions in these slots are copilots of the cluster beside that of its copilot stack: the stack was deleted
 * outside cvs, and its function stays as long as a distribution runs it. A copilot is known by the name that its stack gave
 * it and by its tag. Who may not read the tag goes by the name alone, where no other cluster can have it.
 */
export async function readFormerCopilots(view: View, slots: readonly CopilotSlot[]): Promise<FormerCopilots> {
  const { cluster } = view.context;
  const held = new Set(
    slots.flatMap(({ versionArn }) => (versionArn ? [splitVersionArn(versionArn).functionArn] : [])),
  );
  const named = [...held].filter((arn) => isNamedAsCopilot(cluster, arn));
  if (named.length === 0) return new Set();
  const live = (await readStack(view, copilotStack(cluster)))?.outputs.CopilotLambdaArn;
  const others = named.filter((arn) => arn !== live);
  const own = await Promise.all(others.map((arn) => isTagged(view, arn)));
  return new Set(others.filter((_, index) => own[index]));
}

/** Whether a function has a name that CloudFormation gives the copilots of a cluster. */
export function isNamedAsCopilot(cluster: Cluster, functionArn: string): boolean {
  const [, , service, region, , , name = ''] = functionArn.split(':');
  const { stackName } = copilotStack(cluster);
  const parts = generatedNamePattern({ stackName, logicalId: 'Copilot', maxLength: 64 }).split('*');
  const pattern = new RegExp(`^${parts.join('.*')}$`);
  return service === 'lambda' && region === GLOBAL_REGION && pattern.test(name);
}

function isTagged(view: View, functionArn: string): Promise<boolean> {
  const { cluster, clients } = view.context;
  return view.read(`tags/${functionArn}`, async (signal) => {
    try {
      const { GetFunctionCommand } = await import('@aws-sdk/client-lambda');
      const lambda = await clients.lambda(GLOBAL_REGION);
      const { Tags } = await lambda.send(new GetFunctionCommand({ FunctionName: functionArn }), {
        abortSignal: signal,
      });
      return Tags?.['cvs:cluster'] === cluster.name;
    } catch (error) {
      const cause = translateAwsError(error, { action: 'lambda:GetFunction', region: GLOBAL_REGION });
      if (cause instanceof CvsError && cause.code === 'ACCESS_DENIED') return nameProblem(cluster.name) === undefined;
      throw cause;
    }
  });
}
