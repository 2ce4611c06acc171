import type { IAMClient } from '@aws-sdk/client-iam';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { type AwsClients, GLOBAL_REGION } from '../../aws/aws-clients.js';
import { callerOf } from '../../aws/caller.js';
import { translateAwsError } from '../../aws/errors.js';
import { describeStack } from '../../cloudformation/describe-stack.js';
import { generatedNamePrefix } from '../../cloudformation/generated-name.js';
import type { Cluster } from '../../cluster/cluster.js';
import { CvsError } from '../../errors.js';
import { copilotStack } from '../stacks/cluster-stacks.js';

export interface SweepOptions {
  cluster: Cluster;
  clients: AwsClients;
  signal: AbortSignal;
}

/** Names of functions and roles that earlier deployments of the cluster left. */
export interface SweepResult {
  deleted: readonly string[];
  /** CloudFront still holds replicas of these, for some hours after the last distribution let go of them. */
  held: readonly string[];
}

/**
 * Deletes the copilots that `destroy` had to leave, with their roles: those whose name the copilot stack gave and that
 * are tagged with the cluster. The one of a copilot stack that stands is none of them.
 *
 * @throws CvsError NOTHING_TO_SWEEP when there is none
 */
export async function sweepCopilots(options: SweepOptions): Promise<SweepResult> {
  const { cluster, clients, signal } = options;
  const { stackName, region } = copilotStack(cluster);
  const live = (await describeStack(clients, region, stackName, signal))?.outputs.CopilotLambdaArn;
  try {
    const lambda = await clients.lambda(region);
    const iam = await clients.iam();
    const functions = await leftFunctions(
      lambda,
      generatedNamePrefix({ stackName, logicalId: 'Copilot', maxLength: 64 }),
      cluster.name,
      signal,
    );
    const swept = functions.filter(({ arn }) => arn !== live);
    const held: string[] = [];
    const deleted: string[] = [];
    for (const { name } of swept) {
      if (await deleteFunction(lambda, name)) deleted.push(name);
      else held.push(name);
    }
    // A role goes after its function, and also when an earlier sweep got no further than the function.
    const inUse = new Set(
      functions.filter(({ arn, name }) => arn === live || held.includes(name)).map(({ roleName }) => roleName),
    );
    const known = new Set(functions.map(({ roleName }) => roleName));
    for (const role of await leftRoles(iam, stackName, known, signal)) {
      if (inUse.has(role)) continue;
      await deleteRole(iam, role);
      deleted.push(role);
    }
    if (deleted.length + held.length === 0) throw await nothingToSweep(options);
    return { deleted, held };
  } catch (error) {
    throw translateAwsError(error, { action: 'sweep the copilots (lambda and iam)', region: GLOBAL_REGION });
  }
}

interface LeftFunction {
  name: string;
  arn: string;
  roleName: string;
}

async function leftFunctions(
  lambda: LambdaClient,
  prefix: string,
  clusterName: string,
  signal: AbortSignal,
): Promise<LeftFunction[]> {
  const sdk = await import('@aws-sdk/client-lambda');
  const found: LeftFunction[] = [];
  for await (const page of sdk.paginateListFunctions({ client: lambda }, {}, { abortSignal: signal })) {
    for (const { FunctionName: name = '', FunctionArn: arn = '', Role = '' } of page.Functions ?? []) {
      if (!name.startsWith(prefix)) continue;
      const { Tags } = await lambda.send(new sdk.GetFunctionCommand({ FunctionName: name }), { abortSignal: signal });
      if (Tags?.['cvs:cluster'] === clusterName) found.push({ name, arn, roleName: Role.split('/').at(-1) ?? '' });
    }
  }
  return found;
}

/** @returns false while CloudFront holds replicas of it */
async function deleteFunction(lambda: LambdaClient, name: string): Promise<boolean> {
  const { DeleteFunctionCommand } = await import('@aws-sdk/client-lambda');
  try {
    await lambda.send(new DeleteFunctionCommand({ FunctionName: name }));
    return true;
  } catch (error) {
    // "Delete Lambda@Edge functions and replicas", CloudFront Developer Guide.
    if (error instanceof Error && /replicated function/.test(error.message)) return false;
    throw error;
  }
}

/**
 * By their names. Where CloudFormation had to shorten the stack's, by the function that has the role or by the role's tags, which
 * IAM does not list.
 *
 * @param known the roles of the functions that are there
 */
async function leftRoles(
  iam: IAMClient,
  stackName: string,
  known: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<string[]> {
  const { paginateListRoles } = await import('@aws-sdk/client-iam');
  const prefix = generatedNamePrefix({ stackName, logicalId: 'CopilotRole', maxLength: 64 });
  const names: string[] = [];
  for await (const page of paginateListRoles({ client: iam }, {}, { abortSignal: signal })) {
    names.push(...(page.Roles ?? []).flatMap(({ RoleName = '' }) => (RoleName.startsWith(prefix) ? [RoleName] : [])));
  }
  if (prefix === `${stackName}-CopilotRole-`) return names;
  const own: string[] = [];
  for (const name of names) if (known.has(name) || (await isOfStack(iam, name, stackName, signal))) own.push(name);
  return own;
}

/** Whether a stack made a role, as its tags say. Not where nobody may read them. */
async function isOfStack(iam: IAMClient, RoleName: string, stackName: string, signal: AbortSignal): Promise<boolean> {
  const { GetRoleCommand } = await import('@aws-sdk/client-iam');
  try {
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }), { abortSignal: signal });
    const made = Role?.Tags?.find(({ Key }) => Key === 'aws:cloudformation:stack-name');
    return made?.Value === stackName;
  } catch (error) {
    if (error instanceof Error && ['AccessDenied', 'NoSuchEntity', 'NoSuchEntityException'].includes(error.name))
      return false;
    throw error;
  }
}

/** IAM deletes a role only once its inline policies are gone; the template gives it no others. */
async function deleteRole(iam: IAMClient, RoleName: string): Promise<void> {
  const sdk = await import('@aws-sdk/client-iam');
  const { PolicyNames } = await iam.send(new sdk.ListRolePoliciesCommand({ RoleName }));
  for (const PolicyName of PolicyNames ?? []) {
    await iam.send(new sdk.DeleteRolePolicyCommand({ RoleName, PolicyName }));
  }
  await iam.send(new sdk.DeleteRoleCommand({ RoleName }));
}

async function nothingToSweep({ clients, cluster }: SweepOptions): Promise<CvsError> {
  const { account } = await callerOf(clients, GLOBAL_REGION);
  return new CvsError({
    code: 'NOTHING_TO_SWEEP',
    message: `Account ${account} has no copilot that an earlier deployment of ${cluster.name} left in ${GLOBAL_REGION}.`,
    suggestions: ['Check `name` in the cluster file and the account: `aws sts get-caller-identity`.'],
  });
}
