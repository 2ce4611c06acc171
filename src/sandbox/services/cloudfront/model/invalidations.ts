import type { InvalidationBatch } from '@aws-sdk/client-cloudfront';
import { ServiceError } from '../../service-error.js';
import { checkLists } from './check-lists.js';
import type { Invalidation } from './distribution.js';

/** Paths, and wildcard paths, that may be under way at a time (CloudFront Developer Guide, "Quotas on invalidations"). */
const MOST_PATHS = 3000;
const MOST_WILDCARDS = 15;

/**
 * Refuses a batch as CloudFront does: a path begins with a slash and has a wildcard at its end only; a reference names one
 * batch.
 *
 * Sources: CloudFront Developer Guide, "Invalidate files to remove content"; CloudFront API Reference, "InvalidationBatch".
 * That reference calls the error of other paths under one reference InvalidationBatchAlreadyExists; what CloudFront answers
 * is InvalidArgument (aws-cdk issue 3878, jonls/s3-deploy-website issue 26).
 *
 * @returns the earlier invalidation that this batch repeats
 * @throws ServiceError with CloudFront's code
 */
export function repeatedInvalidation(
  batch: InvalidationBatch,
  earlier: readonly Invalidation[],
): Invalidation | undefined {
  checkLists(batch);
  const paths = batch.Paths?.Items ?? [];
  if (!batch.CallerReference) throw argument('The parameter CallerReference is required.');
  if (!paths.length || paths.some((path) => !/^\/[^*]*\*?$/.test(path))) {
    throw argument('Your request contains one or more invalid invalidation paths.');
  }
  const first = earlier.find((one) => one.batch.CallerReference === batch.CallerReference);
  if (first) {
    const isSame = [...(first.batch.Paths?.Items ?? [])].sort().join('\n') === [...paths].sort().join('\n');
    if (isSame) return first;
    throw argument(
      'Your request contains a caller reference that was used for a previous invalidation batch for the same distribution.',
    );
  }
  const underWay = [
    ...earlier.filter(({ status }) => status === 'InProgress').flatMap((one) => one.batch.Paths?.Items ?? []),
    ...paths,
  ];
  if (underWay.length > MOST_PATHS || underWay.filter((path) => path.endsWith('*')).length > MOST_WILDCARDS) {
    throw new ServiceError(
      'TooManyInvalidationsInProgress',
      'Processing your request would cause you to exceed the maximum number of in-progress wildcard invalidations.',
    );
  }
  return undefined;
}

function argument(message: string): ServiceError {
  return new ServiceError('InvalidArgument', message);
}
