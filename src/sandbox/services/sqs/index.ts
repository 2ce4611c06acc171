import type { SandboxEnvironment } from '../../environment.js';
import type { ApiService } from '../service.js';
import { Sqs } from './model/sqs.js';
import { sqsResources } from './resources.js';
import { sqsWire } from './wire.js';

/** Amazon SQS. */
export function makeSqs(env: SandboxEnvironment): ApiService<Sqs> {
  const model = new Sqs(env);
  return {
    model,
    wire: sqsWire(model, env.accountId),
    resources: sqsResources(env, model),
    close: () => model.close(),
  };
}
