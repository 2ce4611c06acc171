import { CvsError, ExitCode, messageOf } from '../errors.js';

/** What was being done when the service refused. */
export interface AwsCall {
  /** IAM action, such as `cloudformation:CreateChangeSet`. */
  action: string;
  region?: string;
}

const NO_CREDENTIALS = new Set(['CredentialsProviderError', 'TokenProviderError']);

const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenRefreshRequired']);

const UNKNOWN_CREDENTIALS = new Set([
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'AuthFailure',
]);

const DENIED = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'UnauthorizedOperation',
  'AuthorizationError',
  'Forbidden',
]);

const THROTTLED = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'SlowDown',
  'ProvisionedThroughputExceededException',
]);

/** Codes of Node's sockets, and names of the SDK's own timeouts. */
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'TimeoutError',
  'NetworkingError',
]);

/**
 * Says what an AWS call came to in words that tell a user what to mend. The one place where SDK errors become ours.
 *
 * A {@link CvsError} passes through. The service's own message is kept where the error is not one of the known kinds.
 *
 * @throws the error itself when it is a programming error
 */
export function translateAwsError(error: unknown, call: AwsCall): CvsError {
  if (error instanceof CvsError) return error;
  // A bug of ours is no answer of AWS's: it keeps its stack.
  if (error instanceof ReferenceError || (error instanceof TypeError && !('code' in error))) throw error;
  const names = namesOf(error);
  const is = (known: ReadonlySet<string>) => names.some((name) => known.has(name));
  const where = call.region ? `${call.action} in ${call.region}` : call.action;
  const message = messageOf(error);

  if (names.includes('AbortError')) {
    return new CvsError({
      code: 'INTERRUPTED',
      message: `Interrupted during ${where}.`,
      exitCode: ExitCode.interrupted,
      cause: error,
    });
  }
  if (is(NO_CREDENTIALS)) {
    return new CvsError({
      code: 'NO_CREDENTIALS',
      message: `No AWS credentials for ${where}: ${message}`,
      suggestions: ['Set AWS_PROFILE (or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY), or run `aws sso login`.'],
      cause: error,
    });
  }
  if (is(EXPIRED)) {
    // The state table's calls start nothing that could go on.
    const goesOn = call.action.startsWith('dynamodb:') ? '' : ' What AWS had started goes on without them.';
    return new CvsError({
      code: 'CREDENTIALS_EXPIRED',
      message: `The AWS credentials expired: ${where} was refused.${goesOn}`,
      suggestions: [
        `Renew them (for SSO: \`aws sso login\`), then run the same command again${goesOn ? ': it resumes' : ''}.`,
      ],
      cause: error,
    });
  }
  if (is(UNKNOWN_CREDENTIALS)) {
    return new CvsError({
      code: 'CREDENTIALS_INVALID',
      message: `AWS does not accept these credentials: ${where} was refused with ${names[0]}: ${message}`,
      suggestions: ['Check AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_SESSION_TOKEN: `aws sts get-caller-identity`.'],
      cause: error,
    });
  }
  // STS says so of a wrong code and of one that was used before.
  if (is(DENIED) && message.includes('MultiFactorAuthentication failed')) {
    return new CvsError({
      code: 'MFA_CODE_WRONG',
      message: `AWS does not accept the code of the MFA device: ${message}`,
      suggestions: ['Wait for the device to show the next code, and run the same command again.'],
      cause: error,
    });
  }
  if (is(DENIED)) {
    return new CvsError({
      code: 'ACCESS_DENIED',
      message: `Access denied for ${where}: ${message}`,
      suggestions: [`Ask for permission for ${call.action}, or use a profile that has it (AWS_PROFILE).`],
      cause: error,
    });
  }
  if (is(THROTTLED)) {
    return new CvsError({
      code: 'THROTTLED',
      message: `AWS keeps throttling ${where}: ${message}`,
      suggestions: ['Wait a minute and run the same command again: it resumes.'],
      cause: error,
    });
  }
  if (is(UNREACHABLE)) {
    return new CvsError({
      code: 'AWS_UNREACHABLE',
      message: `No answer to ${where}: ${message || names[0]}`,
      suggestions: [
        `Check the network and that ${call.region ?? 'the region'} is a region's name.`,
        'If AWS_ENDPOINT_URL is set, check that something listens there: `cvs sandbox start`.',
      ],
      cause: error,
    });
  }
  const code = names[0] && names[0] !== 'Error' ? `${names[0]}: ` : '';
  return new CvsError({ code: 'AWS_ERROR', message: `${where} failed: ${code}${message}`, cause: error });
}

/** The SDK has the service's code as `name`, older protocols as `Code`; Node has it as `code`, causes nest. */
function namesOf(error: unknown): string[] {
  const names: string[] = [];
  let current: unknown = error;
  for (let depth = 0; current && typeof current === 'object' && depth < 4; depth += 1) {
    const { name, Code, code, errors, cause } = current as Record<string, unknown>;
    for (const one of [Code, name, code]) if (typeof one === 'string') names.push(one);
    current = cause ?? (Array.isArray(errors) ? errors[0] : undefined);
  }
  return names;
}
