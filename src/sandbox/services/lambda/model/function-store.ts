import type { SandboxEnvironment } from '../../../environment.js';
import { ServiceError } from '../../service-error.js';
import {
  type FunctionCode,
  type FunctionRecord,
  type FunctionSettings,
  type FunctionVersion,
  type PermissionStatement,
  parseFunctionName,
} from './function-record.js';

/**
 * How long a published version is Pending, in the real service's ms ("Lambda function states", AWS Lambda Developer Guide).
 * It is longer than CloudFormation works on the version, which does not wait for it: aws-samples/cloudfront-authorization-at-edge
 * issue 245, mdn/yari issue 6194.
 */
const PENDING_MS = 15_000;

/** The functions of every region, and the rules for changing them. Nothing runs here. */
export class FunctionStore {
  readonly #env: SandboxEnvironment;
  readonly #functions = new Map<string, FunctionRecord>();

  constructor(env: SandboxEnvironment) {
    this.#env = env;
  }

  /** @throws ServiceError ResourceConflictException when the name is taken in the region */
  create(
    region: string,
    name: string,
    settings: FunctionSettings,
    code: FunctionCode,
    tags: Record<string, string>,
  ): FunctionRecord {
    if (this.#functions.has(`${region}/${name}`)) {
      throw new ServiceError('ResourceConflictException', `Function already exist: ${name}`, 409);
    }
    checkSettings(settings);
    const record: FunctionRecord = {
      name,
      region,
      arn: `arn:aws:lambda:${region}:${this.#env.accountId}:function:${name}`,
      latest: this.#version('$LATEST', settings, code),
      published: new Map(),
      nextVersion: 1,
      tags,
      permissions: [],
      eventInvokeConfigs: new Map(),
      replicated: new Set(),
    };
    this.#functions.set(`${region}/${name}`, record);
    return record;
  }

  /** Changes `$LATEST`; published versions stay as they are. */
  update(record: FunctionRecord, settings: FunctionSettings, code: FunctionCode): void {
    checkSettings(settings);
    record.latest = this.#version('$LATEST', settings, code);
  }

  /** By name or ARN. @throws ServiceError ResourceNotFoundException */
  get(region: string, nameOrArn: string): FunctionRecord {
    const parsed = parseFunctionName(nameOrArn);
    const record = this.#functions.get(`${parsed.region ?? region}/${parsed.name}`);
    if (!record) throw notFound(this.#arn(parsed.region ?? region, parsed.name, parsed.qualifier));
    return record;
  }

  /** One version. @throws ServiceError ResourceNotFoundException */
  version(region: string, nameOrArn: string, qualifier?: string): { record: FunctionRecord; version: FunctionVersion } {
    const parsed = parseFunctionName(nameOrArn, qualifier);
    const record = this.get(region, nameOrArn);
    const wanted = parsed.qualifier ?? '$LATEST';
    const version = wanted === '$LATEST' ? record.latest : record.published.get(wanted);
    if (!version) throw notFound(`${record.arn}:${wanted}`);
    return { record, version };
  }

  list(region: string): FunctionRecord[] {
    return [...this.#functions.values()].filter((record) => record.region === region);
  }

  /**
   * Freezes `$LATEST` under the next number. Where neither code nor settings changed since the last version, that
   * one is returned ("PublishVersion", AWS Lambda API Reference).
   */
  publish(record: FunctionRecord, description?: string): { version: FunctionVersion; isNew: boolean } {
    const last = [...record.published.values()].at(-1);
    const { code, settings } = record.latest;
    if (last && last.code.sha256 === code.sha256 && sameSettings(last.settings, settings)) {
      return { version: last, isNew: false };
    }
    const number = String(record.nextVersion);
    record.nextVersion += 1;
    const named = { ...settings, description: description ?? settings.description };
    const version = this.#version(number, named, code, PENDING_MS / this.#env.speed);
    record.published.set(number, version);
    return { version, isNew: true };
  }

  /** Deletes a function, or one version of it. @throws ServiceError while CloudFront has replicas of it */
  delete(region: string, nameOrArn: string, qualifier?: string): FunctionRecord {
    const record = this.get(region, nameOrArn);
    const wanted = parseFunctionName(nameOrArn, qualifier).qualifier;
    const replicated = wanted === undefined ? [...record.replicated][0] : wanted;
    if (replicated !== undefined && record.replicated.has(replicated)) {
      throw new ServiceError(
        'InvalidParameterValueException',
        `Lambda was unable to delete ${record.arn}:${replicated} because it is a replicated function. Please see our documentation for Deleting Lambda@Edge Functions and Replicas.`,
      );
    }
    if (wanted === undefined) this.#functions.delete(`${record.region}/${record.name}`);
    else if (wanted === '$LATEST') {
      throw new ServiceError(
        'InvalidParameterValueException',
        '$LATEST version cannot be deleted without deleting the function.',
      );
    } else record.published.delete(wanted);
    return record;
  }

  /** @throws ServiceError ResourceConflictException when the statement's id is taken */
  addPermission(record: FunctionRecord, statement: PermissionStatement): void {
    if (record.permissions.some((one) => one.Sid === statement.Sid)) {
      throw new ServiceError(
        'ResourceConflictException',
        `The statement id (${statement.Sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
        409,
      );
    }
    record.permissions.push(statement);
  }

  removePermission(record: FunctionRecord, statementId: string): void {
    record.permissions = record.permissions.filter((one) => one.Sid !== statementId);
  }

  /** Marks a version as replicated to CloudFront's edges, or not; does nothing for a deleted function. */
  markReplicated(versionArn: string, replicated: boolean): void {
    const parsed = parseFunctionName(versionArn);
    const record = this.#functions.get(`${parsed.region}/${parsed.name}`);
    if (!record || !parsed.qualifier) return;
    if (replicated) record.replicated.add(parsed.qualifier);
    else record.replicated.delete(parsed.qualifier);
  }

  /** Whether a version is ready ("Lambda function states"). `$LATEST` is: whoever makes it waits for that. */
  stateOf({ activeAtMs }: FunctionVersion): 'Active' | 'Pending' {
    return this.#env.clock.now() < activeAtMs ? 'Pending' : 'Active';
  }

  #version(version: string, settings: FunctionSettings, code: FunctionCode, pendingMs = 0): FunctionVersion {
    const modifiedAt = this.#env.clock.now();
    return { version, settings, code, modifiedAt, activeAtMs: modifiedAt + pendingMs, revisionId: crypto.randomUUID() };
  }

  #arn(region: string, name: string, qualifier?: string): string {
    const arn = `arn:aws:lambda:${region}:${this.#env.accountId}:function:${name}`;
    return qualifier ? `${arn}:${qualifier}` : arn;
  }
}

function notFound(arn: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
}

/** Compares every setting but the description: each version has its own. */
function sameSettings(a: FunctionSettings, b: FunctionSettings): boolean {
  return JSON.stringify({ ...a, description: '' }) === JSON.stringify({ ...b, description: '' });
}

/**
 * The runtimes that the sandbox runs: those of Node.js that both Lambda and Lambda@Edge have ("Building Lambda functions
 * with Node.js", AWS Lambda Developer Guide; "Restrictions on Lambda@Edge", Amazon CloudFront Developer Guide; for
 * nodejs24.x "Node.js 24 runtime now available in AWS Lambda", AWS Compute Blog, and
 * aws-samples/cloudfront-authorization-at-edge#321). Functions run on the Node.js of the sandbox, whatever the runtime.
 */
export const RUNTIMES: readonly string[] = ['nodejs20.x', 'nodejs22.x', 'nodejs24.x'];

/** Lambda's words for a runtime that it no longer has are those of data-dot-all/dataall#479. */
function notRun(runtime: string): string {
  const number = /^nodejs(\d+)/.exec(runtime)?.[1];
  if (number === undefined) return `The sandbox runs Node.js functions only; the runtime ${runtime} is not supported.`;
  const newest = RUNTIMES.at(-1);
  return Number(number) < 20
    ? `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. We recommend you use the new runtime (${newest}) while creating or updating functions.`
    : `Value ${runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${RUNTIMES.join(', ')}] or be a valid ARN`;
}

/** The limits of "CreateFunction", AWS Lambda API Reference, and what the sandbox can run. */
function checkSettings(settings: FunctionSettings): void {
  const refuse = (message: string) => new ServiceError('InvalidParameterValueException', message);
  if (!RUNTIMES.includes(settings.runtime)) throw refuse(notRun(settings.runtime));
  if (!/^[^\s.]+\.[^\s.]+$/.test(settings.handler)) {
    throw refuse(`Value '${settings.handler}' at 'handler' failed to satisfy constraint: it must be file.export.`);
  }
  if (settings.timeout < 1 || settings.timeout > 900) {
    throw refuse(
      `Value '${settings.timeout}' at 'timeout' failed to satisfy constraint: Member must have value between 1 and 900`,
    );
  }
  if (settings.memorySize < 128 || settings.memorySize > 10_240) {
    throw refuse(`'MemorySize' value failed to satisfy constraint: Member must have value between 128 and 10240`);
  }
  if (!settings.role.startsWith('arn:')) {
    throw refuse(
      `Value '${settings.role}' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+`,
    );
  }
  const reserved = Object.keys(settings.environment).find((name) => RESERVED_VARIABLES.has(name));
  if (reserved) {
    throw refuse(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved}`,
    );
  }
}

/** "Defined runtime environment variables", AWS Lambda Developer Guide: those that cannot be set. */
const RESERVED_VARIABLES = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
]);
