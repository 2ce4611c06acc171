import type { SandboxEnvironment } from '../../environment.js';
import type { LostRegions } from '../../lost-regions.js';
import type { ApiService } from '../service.js';
import type { Deliver } from './model/async-invocations.js';
import { Lambda } from './model/lambda.js';
import type { PackageStore } from './resources/function-code.js';
import { lambdaResources } from './resources/lambda-resources.js';
import { lambdaWire } from './wire.js';

export interface LambdaCollaborators {
  /** Where the code of functions comes from. */
  packages: PackageStore;
  /** For dead letter queues and destinations. */
  deliver: Deliver;
  /** Where nothing runs for now. */
  lost: LostRegions;
  /** Whether there is a role of this ARN that Lambda may assume. */
  mayAssume: (roleArn: string) => boolean;
}

/** AWS Lambda. */
export function makeLambda(
  env: SandboxEnvironment,
  { packages, deliver, lost, mayAssume }: LambdaCollaborators,
): ApiService<Lambda> {
  const model = new Lambda(env, { deliver, lost });
  const resources = lambdaResources(env, model, { packages, mayAssume });
  return { model, wire: lambdaWire(model, env.accountId), resources, close: () => model.close() };
}
