import type { ControlRequest } from '../../src/sandbox/api/service.js';

/** REST calls by method and path, as IAM names them; the first that fits counts. */
const REST: readonly (readonly [service: string, method: string, path: RegExp, action: string])[] = [
  ['cloudfront', 'GET', /\/distribution\/[^/]+\/config$/, 'GetDistributionConfig'],
  ['cloudfront', 'PUT', /\/distribution\/[^/]+\/config$/, 'UpdateDistribution'],
  ['cloudfront', 'POST', /\/distribution\/[^/]+\/invalidation$/, 'CreateInvalidation'],
  ['cloudfront', 'GET', /\/distribution\/[^/]+\/invalidation\/[^/]+$/, 'GetInvalidation'],
  ['cloudfront', 'GET', /\/distribution\/[^/]+$/, 'GetDistribution'],
  ['cloudfront', 'GET', /\/distribution$/, 'ListDistributions'],
  ['cloudfront', 'GET', /\/cache-policy\/[^/]+$/, 'GetCachePolicy'],
  ['lambda', 'GET', /account-settings/, 'GetAccountSettings'],
  ['lambda', 'GET', /\/functions\/[^/]+\/versions$/, 'ListVersionsByFunction'],
  ['lambda', 'GET', /\/functions\/[^/]+\/configuration$/, 'GetFunctionConfiguration'],
  ['lambda', 'GET', /\/functions\/[^/]+$/, 'GetFunction'],
  ['lambda', 'GET', /\/functions$/, 'ListFunctions'],
  ['lambda', 'DELETE', /\/functions\/[^/]+$/, 'DeleteFunction'],
];

/** What permission S3 asks for (S3 User Guide, "Required permissions for Amazon S3 API operations"). */
function s3Action({ method, path, query }: ControlRequest): string {
  const inBucket = /^\/[^/]+\/.+/.test(path);
  if (inBucket) {
    if (method === 'PUT') return 'PutObject';
    if (method === 'DELETE') return query.has('versionId') ? 'DeleteObjectVersion' : 'DeleteObject';
    return 'GetObject';
  }
  if (query.has('versions')) return 'ListBucketVersions';
  if (method === 'POST' && query.has('delete')) return 'DeleteObject';
  if (method === 'PUT') return 'CreateBucket';
  return method === 'DELETE' ? 'DeleteBucket' : 'ListBucket';
}

/** The action that IAM asks for, of a call to the sandbox; transactions ask for those of their parts. */
export function iamActions(request: ControlRequest): string[] {
  const { service, method, path, headers, body } = request;
  if (service === 's3') return [`s3:${s3Action(request)}`];
  const target = String(headers['x-amz-target'] ?? '')
    .split('.')
    .at(-1);
  if (target === 'TransactWriteItems') {
    const { TransactItems = [] } = JSON.parse(body.toString()) as { TransactItems?: object[] };
    const names: Record<string, string> = {
      Put: 'PutItem',
      Update: 'UpdateItem',
      Delete: 'DeleteItem',
      ConditionCheck: 'ConditionCheckItem',
    };
    return TransactItems.flatMap((item) => Object.keys(item)).map((kind) => `dynamodb:${names[kind]}`);
  }
  if (target) return [`${service}:${target}`];
  const form = new URLSearchParams(body.toString()).get('Action');
  if (form) return [`${service}:${form}`];
  const rest = REST.find(([name, verb, pattern]) => name === service && verb === method && pattern.test(path));
  return [`${service}:${rest?.[3] ?? `${method} ${path}`}`];
}
