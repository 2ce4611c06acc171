/** A function's settings, in the API's shape and with Lambda's defaults. */
export interface FunctionSettings {
  handler: string;
  runtime: string;
  role: string;
  description: string;
  /** Seconds, 1 to 900. */
  timeout: number;
  /** MB. */
  memorySize: number;
  environment: Readonly<Record<string, string>>;
  architectures: readonly string[];
  /** Where events of failed asynchronous invocations go. */
  deadLetterArn?: string;
  loggingConfig?: Readonly<Record<string, unknown>>;
}

/** The files of a package by their paths in it. */
export type FunctionFiles = Readonly<Record<string, Uint8Array>>;

export interface FunctionCode {
  files: FunctionFiles;
  /** Base64 SHA-256 of the package. */
  sha256: string;
  /** Bytes of the package. */
  size: number;
}

/** What a version freezes; `$LATEST` is the one that still changes. */
export interface FunctionVersion {
  /** `$LATEST` or a number. */
  version: string;
  settings: FunctionSettings;
  code: FunctionCode;
  modifiedAt: number;
  /** From when it can be invoked and associated, ms since the epoch; Pending until then. */
  activeAtMs: number;
  revisionId: string;
}

/** How asynchronous invocations are retried, and where failures go. */
export interface EventInvokeConfig {
  /** 0 to 2. */
  maximumRetryAttempts: number;
  /** Seconds. */
  maximumEventAge: number;
  onFailureArn?: string;
  onSuccessArn?: string;
}

export interface PermissionStatement {
  Sid: string;
  Effect: 'Allow';
  Principal: { Service: string };
  Action: string;
  Resource: string;
  Condition?: Record<string, Record<string, string>>;
}

export interface FunctionRecord {
  name: string;
  region: string;
  arn: string;
  latest: FunctionVersion;
  /** Published versions by number. */
  published: Map<string, FunctionVersion>;
  nextVersion: number;
  tags: Record<string, string>;
  permissions: PermissionStatement[];
  eventInvokeConfigs: Map<string, EventInvokeConfig>;
  reservedConcurrency?: number;
  /** Versions that CloudFront has replicas of. */
  replicated: Set<string>;
}

/** Function name and qualifier of a name, a partial ARN or an ARN. */
export function parseFunctionName(
  text: string,
  qualifier?: string,
): { name: string; qualifier?: string; region?: string } {
  const parts = text.split(':');
  if (parts[0] === 'arn') {
    return { name: parts[6] ?? text, qualifier: qualifier ?? parts[7], region: parts[3] };
  }
  const named = parts[1] === 'function' ? parts.slice(2) : parts;
  return { name: named[0] ?? text, qualifier: qualifier ?? named[1] };
}
