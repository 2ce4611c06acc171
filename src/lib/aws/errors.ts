import { CvsError, ExitCode, type ExitCodeValue, messageOf } from '../errors.js';
import { PROXY_ADVICE, TLS_ADVICE } from '../http/network-advice.js';

/** The call that failed. */
export interface AwsCall {
  /** IAM action, such as `cloudformation:CreateChangeSet`. */
  action: string;
  region?: string;
}

const DENIED = ['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation', 'AuthorizationError', 'Forbidden'];

/** What a message is made of. */
interface Failure {
  /** The call, and its region. */
  where: string;
  call: AwsCall;
  /** Name of the error. */
  name: string | undefined;
  message: string;
}

interface Kind {
  code: string;
  /** Codes and names of such errors. */
  names: readonly string[];
  /** What the message must contain as well. */
  says?: string;
  message: (failure: Failure) => string;
  suggestions?: (failure: Failure) => string[];
  exitCode?: ExitCodeValue;
}

/** Calls to the state table start nothing that could continue. */
const startsOperations = ({ call }: Failure) => !call.action.startsWith('dynamodb:');

/** The action that the message names: an operation may need another one, or several. */
function lacking({ call, message }: Failure): string {
  return /not authorized to perform: ([\w-]+:\w+)/.exec(message)?.[1] ?? call.action;
}

/** The first kind that fits counts. */
const KINDS: readonly Kind[] = [
  {
    code: 'INTERRUPTED',
    names: ['AbortError'],
    message: ({ where }) => `Interrupted during ${where}.`,
    exitCode: ExitCode.interrupted,
  },
  {
    code: 'NO_CREDENTIALS',
    names: ['CredentialsProviderError', 'TokenProviderError'],
    message: ({ where, message }) => `No AWS credentials for ${where}: ${message}`,
    suggestions: () => ['Set AWS_PROFILE (or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY), or run `aws sso login`.'],
  },
  {
    code: 'CREDENTIALS_EXPIRED',
    names: ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenRefreshRequired'],
    message: (failure) =>
      `The AWS credentials have expired: ${failure.where} was refused.${
        startsOperations(failure) ? ' Operations that AWS has started continue.' : ''
      }`,
    suggestions: (failure) => [
      `Renew them (for SSO: \`aws sso login\`), then run the same command again${
        startsOperations(failure) ? '; it resumes' : ''
      }.`,
    ],
  },
  {
    code: 'CREDENTIALS_INVALID',
    names: [
      'InvalidClientTokenId',
      'UnrecognizedClientException',
      'InvalidAccessKeyId',
      'SignatureDoesNotMatch',
      'InvalidSignatureException',
      'AuthFailure',
    ],
    message: ({ where, name, message }) =>
      `AWS does not accept these credentials: ${where} was refused with ${name}: ${message}`,
    suggestions: () => ['Check AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_SESSION_TOKEN: `aws sts get-caller-identity`.'],
  },
  {
    // STS says so both for a wrong code and for one that was used before.
    code: 'MFA_CODE_WRONG',
    names: DENIED,
    says: 'MultiFactorAuthentication failed',
    message: ({ message }) => `AWS does not accept the code of the MFA device: ${message}`,
    suggestions: () => ['Wait for the device to show the next code, and run the same command again.'],
  },
  {
    code: 'ACCESS_DENIED',
    names: DENIED,
    message: ({ where, message }) => `Access denied for ${where}: ${message}`,
    suggestions: (failure) => [
      `Ask for permission for ${lacking(failure)}, or use a profile that has it (AWS_PROFILE).`,
    ],
  },
  {
    code: 'THROTTLED',
    names: [
      'Throttling',
      'ThrottlingException',
      'ThrottledException',
      'TooManyRequestsException',
      'RequestLimitExceeded',
      'SlowDown',
      'ProvisionedThroughputExceededException',
    ],
    message: ({ where, message }) => `AWS keeps throttling ${where}: ${message}`,
    suggestions: () => ['Wait a minute and run the same command again; it resumes.'],
  },
  {
    code: 'TLS_NOT_TRUSTED',
    // Codes of OpenSSL and of Node's TLS sockets.
    names: [
      'SELF_SIGNED_CERT_IN_CHAIN',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'CERT_HAS_EXPIRED',
      'CERT_NOT_YET_VALID',
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ],
    message: ({ where, message }) => `The certificate of what answered ${where} is not trusted: ${message}`,
    suggestions: () => [TLS_ADVICE],
  },
  {
    code: 'AWS_UNREACHABLE',
    // Codes of Node's sockets, and names of the SDK's timeouts.
    names: [
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
    ],
    message: ({ where, name, message }) => `No answer to ${where}: ${message || name}`,
    suggestions: ({ call }) => [
      `Check the network, and that ${call.region ?? 'the region'} is the name of a region.`,
      'If AWS_ENDPOINT_URL is set, check that a server listens there: `cvs sandbox start`.',
      PROXY_ADVICE,
    ],
  },
];

/**
 * Turns an SDK error into a {@link CvsError} that tells the user what to do. SDK errors are translated only here.
 *
 * A {@link CvsError} is returned as it is. An error of no known kind keeps the service's message.
 *
 * @throws the error itself when it is a programming error
 */
export function translateAwsError(error: unknown, call: AwsCall): CvsError {
  if (error instanceof CvsError) return error;
  // A bug of ours is not an answer of AWS: it keeps its stack.
  if (error instanceof ReferenceError || (error instanceof TypeError && !('code' in error))) throw error;
  const names = namesOf(error);
  const [name] = names;
  const message = messageOf(error);
  const failure = { where: call.region ? `${call.action} in ${call.region}` : call.action, call, name, message };
  const kind = KINDS.find((one) => names.some((each) => one.names.includes(each)) && message.includes(one.says ?? ''));
  if (kind) {
    return new CvsError({
      code: kind.code,
      message: kind.message(failure),
      suggestions: kind.suggestions?.(failure),
      exitCode: kind.exitCode,
      cause: error,
    });
  }
  const code = name && name !== 'Error' ? `${name}: ` : '';
  return new CvsError({ code: 'AWS_ERROR', message: `${failure.where} failed: ${code}${message}`, cause: error });
}

/** The service's code is `name` in the SDK, `Code` in older protocols and `code` in Node. Errors may have a cause. */
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
