import { restService } from '../../api/protocols.js';
import { bodyOf, checkingMembers, json, restRoutes } from '../../api/rest-routes.js';
import type { ControlRequest, ControlResponse, ControlService } from '../../api/service.js';
import { ServiceError } from '../service-error.js';
import type { FunctionRecord, FunctionVersion } from './model/function-record.js';
import type { Lambda } from './model/lambda.js';
import { LAMBDA_OPERATIONS } from './operations.js';
import { lambdaNeeds } from './permissions.js';

/** Lambda over REST-JSON ("Actions", AWS Lambda API Reference). */
export function lambdaWire(lambda: Lambda, accountId: string): ControlService {
  const needs = lambdaNeeds(accountId);
  return restService({
    signingNames: ['lambda'],
    errors: 'json',
    supported: LAMBDA_OPERATIONS,
    needs,
    route: checkingMembers('lambda', LAMBDA_OPERATIONS, routes(lambda)),
  });
}

function routes(lambda: Lambda) {
  const { functions } = lambda;
  const find = (request: ControlRequest, name: string | undefined) =>
    functions.version(request.region, name ?? '', request.query.get('Qualifier') ?? undefined);
  return restRoutes('lambda', {
    // AWS Lambda Developer Guide, "Lambda quotas": the default quota.
    'GET /2016-08-19/account-settings': (request) =>
      json({
        AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 1000 },
        AccountUsage: { FunctionCount: functions.list(request.region).length },
      }),
    'GET /2015-03-31/functions': (request) => {
      const { items, NextMarker } = page(functions.list(request.region), request.query);
      return json({ Functions: items.map((record) => configuration(lambda, record, record.latest)), NextMarker });
    },
    'GET /2015-03-31/functions/:name': (request, { name }) => {
      const { record, version } = find(request, name);
      return json({
        Configuration: configuration(lambda, record, version),
        Code: { RepositoryType: 'S3' },
        Tags: record.tags,
        ...(record.reservedConcurrency === undefined
          ? {}
          : { Concurrency: { ReservedConcurrentExecutions: record.reservedConcurrency } }),
      });
    },
    'GET /2015-03-31/functions/:name/configuration': (request, { name }) => {
      const { record, version } = find(request, name);
      return json(configuration(lambda, record, version));
    },
    'GET /2015-03-31/functions/:name/versions': (request, { name }) => {
      const record = functions.get(request.region, name ?? '');
      const versions = [record.latest, ...record.published.values()];
      const { items, NextMarker } = page(versions, request.query);
      return json({ Versions: items.map((version) => configuration(lambda, record, version)), NextMarker });
    },
    'POST /2015-03-31/functions/:name/versions': (request, { name }) => {
      const record = functions.get(request.region, name ?? '');
      const { Description, CodeSha256 } = bodyOf(request) as { Description?: string; CodeSha256?: string };
      if (CodeSha256 && CodeSha256 !== record.latest.code.sha256) {
        throw new ServiceError(
          'InvalidParameterValueException',
          `CodeSHA256 (${CodeSha256}) is different from current CodeSHA256 in $LATEST (${record.latest.code.sha256}). Please try again with the CodeSHA256 in $LATEST.`,
        );
      }
      return json(configuration(lambda, record, functions.publish(record, Description).version), 201);
    },
    'GET /2015-03-31/functions/:name/policy': (request, { name }) => {
      const record = functions.get(request.region, name ?? '');
      if (record.permissions.length === 0) {
        throw new ServiceError('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
      }
      const policy = { Version: '2012-10-17', Id: 'default', Statement: record.permissions };
      return json({ Policy: JSON.stringify(policy), RevisionId: record.latest.revisionId });
    },
    'DELETE /2015-03-31/functions/:name': async (request, { name }) => {
      const qualifier = request.query.get('Qualifier') ?? undefined;
      const record = functions.delete(request.region, name ?? '', qualifier);
      if (!qualifier) await lambda.retire(record.arn);
      return { status: 204 };
    },
    'POST /2015-03-31/functions/:name/invocations': (request, { name }) => invoke(lambda, request, name ?? ''),
  });
}

/** At most fifty an answer, whatever the caller asks for ("ListFunctions", AWS Lambda API Reference). */
function page<Item>(all: readonly Item[], query: URLSearchParams): { items: Item[]; NextMarker?: string } {
  const start = Number(query.get('Marker') ?? 0);
  const end = start + Math.min(50, Number(query.get('MaxItems') ?? 50));
  return { items: all.slice(start, end), NextMarker: end < all.length ? String(end) : undefined };
}

async function invoke(lambda: Lambda, request: ControlRequest, name: string): Promise<ControlResponse> {
  const qualifier = request.query.get('Qualifier') ?? undefined;
  const payload = parsePayload(request.body);
  const type = String(request.headers['x-amz-invocation-type'] ?? 'RequestResponse');
  if (type === 'Event') {
    await lambda.invokeAsync(name, payload, { region: request.region, qualifier });
    return { status: 202 };
  }
  if (type === 'DryRun') {
    lambda.functions.version(request.region, name, qualifier);
    return { status: 204 };
  }
  const result = await lambda.invoke(name, payload, { region: request.region, qualifier });
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'x-amz-executed-version': result.executedVersion,
  };
  if (result.functionError) headers['x-amz-function-error'] = result.functionError;
  if (request.headers['x-amz-log-type'] === 'Tail') {
    headers['x-amz-log-result'] = Buffer.from(result.lines.join('\n')).subarray(-4096).toString('base64');
  }
  return { status: 200, headers, body: result.payload };
}

function parsePayload(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch (error) {
    throw new ServiceError(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** A version as FunctionConfiguration. */
function configuration({ functions }: Lambda, record: FunctionRecord, version: FunctionVersion): object {
  const { settings, code } = version;
  const state = functions.stateOf(version);
  return {
    FunctionName: record.name,
    FunctionArn: version.version === '$LATEST' ? record.arn : `${record.arn}:${version.version}`,
    Runtime: settings.runtime,
    Role: settings.role,
    Handler: settings.handler,
    CodeSize: code.size,
    CodeSha256: code.sha256,
    Description: settings.description,
    Timeout: settings.timeout,
    MemorySize: settings.memorySize,
    LastModified: new Date(version.modifiedAt).toISOString().replace('Z', '+0000'),
    Version: version.version,
    Environment: { Variables: settings.environment },
    DeadLetterConfig: settings.deadLetterArn ? { TargetArn: settings.deadLetterArn } : undefined,
    LoggingConfig: settings.loggingConfig,
    RevisionId: version.revisionId,
    State: state,
    ...(state === 'Pending' ? { StateReason: 'The function is being created.', StateReasonCode: 'Creating' } : {}),
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Architectures: settings.architectures,
  };
}
