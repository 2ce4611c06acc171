import type { SandboxEnvironment } from '../../../environment.js';
import type { EnvironmentFolder } from './environment/environment-folders.js';
import type { FunctionRecord, FunctionVersion } from './function-record.js';

/** Where a function runs. */
export interface FunctionPlace {
  /** The function's own region, or an edge's. */
  region: string;
  /** Lambda@Edge: no variables of the function's own, logs in the edge's region. */
  edge: boolean;
}

/**
 * A function's whole environment: "Defined runtime environment variables", AWS Lambda Developer Guide. Not those of
 * X-Ray, of custom runtimes, and the paths of layers, which the sandbox has not. At an edge there are only these
 * ("Restrictions on Lambda@Edge", Amazon CloudFront Developer Guide).
 *
 * Two more are the sandbox's: AWS_ENDPOINT_URL, which the SDKs read, so that the function's own calls reach the
 * sandbox; and TMPDIR, since the machine's /tmp is not the function's.
 */
export function functionVariables(
  env: SandboxEnvironment,
  { record, version }: { record: FunctionRecord; version: FunctionVersion },
  { region, edge }: FunctionPlace,
  folder: EnvironmentFolder,
): Record<string, string> {
  const key = env.keys.sessionOf(record.arn, { roleArn: version.settings.role, sessionName: record.name });
  return {
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin/:/bin:/opt/bin',
    TZ: ':UTC',
    TMPDIR: folder.tmp,
    ...(edge ? {} : version.settings.environment),
    _HANDLER: version.settings.handler,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
    AWS_SESSION_TOKEN: key.sessionToken,
    AWS_EXECUTION_ENV: `AWS_Lambda_${version.settings.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: record.name,
    AWS_LAMBDA_FUNCTION_VERSION: version.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(version.settings.memorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${logName(record, { edge })}`,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream(version),
    AWS_ENDPOINT_URL: env.endpoint(),
    LAMBDA_TASK_ROOT: folder.task,
    LAMBDA_RUNTIME_DIR: folder.runtime,
  };
}

/** The last part of a log group's name. */
export function logName(record: FunctionRecord, { edge }: Pick<FunctionPlace, 'edge'>): string {
  return edge ? `${record.region}.${record.name}` : record.name;
}

export function logStream(version: FunctionVersion): string {
  return `[${version.version}]${version.revisionId.replaceAll('-', '')}`;
}
