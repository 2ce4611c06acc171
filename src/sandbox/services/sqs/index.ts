import type { SandboxEnvironment } from '../../environment.js';
import type { IsPrincipal } from '../resource-policy-check.js';
import type { ApiService } from '../service.js';
import { Sqs } from './model/sqs.js';
import { sqsResources } from './resources.js';
import { sqsWire } from './wire/sqs-wire.js';

/**
 * Amazon SQS.
 *
 * @param callers isPrincipal: whether somebody exists whom a policy names; senderOf: the user id of who signs with a key
 */
export function makeSqs(
  env: SandboxEnvironment,
  { isPrincipal, senderOf }: { isPrincipal: IsPrincipal; senderOf: (accessKeyId: string) => string },
): ApiService<Sqs> {
  const model = new Sqs(env, isPrincipal);
  return {
    model,
    wire: sqsWire(model, env.accountId, senderOf),
    resources: sqsResources(env, model),
    close: () => model.close(),
  };
}
