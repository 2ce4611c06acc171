import type { SandboxEnvironment } from '../../environment.js';
import type { IsPrincipal } from '../resource-policy-check.js';
import type { ApiService } from '../service.js';
import { S3 } from './model/s3.js';
import { s3Resources } from './resources.js';
import { s3Origin } from './wire/origin.js';
import { s3Wire } from './wire/s3-wire.js';

/** Amazon S3; `origin` is what CloudFront fetches from. */
export function makeS3(
  env: SandboxEnvironment,
  isPrincipal: IsPrincipal,
): ApiService<S3> & { origin: ReturnType<typeof s3Origin> } {
  const model = new S3(env, isPrincipal);
  return { model, wire: s3Wire(model), resources: s3Resources(model), origin: s3Origin(model) };
}
