import { ExitCode, type ExitCodeValue } from '../errors.js';
import { CLOCK_ADVICE, proxyAdvice, TLS_ADVICE } from '../http/network-advice.js';
import { isTlsCode } from '../http/tls-codes.js';
import { accessAdvice } from './access-advice.js';
import { adviceFor } from './advice.js';
import { adviceForForeign, ForeignAnswer } from './foreign-answer.js';
import { isOptIn, optInAdvice } from './regions.js';

const DENIED = ['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation', 'AuthorizationError', 'Forbidden'];

/** What a message is made of. */
/** The call that failed. */
export interface AwsCall {
  /** IAM action, such as `cloudformation:CreateChangeSet`. */
  action: string;
  region?: string;
}

export interface Failure {
  /** The call, and its region. */
  where: string;
  call: AwsCall;
  /** Name of the error; undefined where the SDK found none. */
  name: string | undefined;
  message: string;
  /** HTTP status of the answer. */
  status: number | undefined;
  error: unknown;
}

/** Names and messages that the SDK has where an answer has none; among them the status. */
export const SAYS_NOTHING = /^(Unknown|UnknownError|Error|SyntaxError|\d+|\w*ServiceException)?$/;

interface Kind {
  code: string;
  /** Codes and names of such errors. */
  names: readonly string[] | ((name: string) => boolean);
  /** What the message must contain as well. */
  says?: string;
  /** Statuses that mean this where an answer has no error code. */
  statuses?: (status: number) => boolean;
  message: (failure: Failure) => string;
  suggestions?: (failure: Failure) => readonly string[];
  exitCode?: ExitCodeValue;
}

/** Calls to the state table start nothing that could continue. */
const startsOperations = ({ call }: Failure) => !call.action.startsWith('dynamodb:');

/** Refusals that come as a lack of permission, and are none. */
const SAYS_NOT_WHO = /account must be verified|account is (currently )?(blocked|suspended)|needs a subscription/i;

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
      'InvalidToken',
      'SignatureDoesNotMatch',
      'InvalidSignatureException',
      'AuthFailure',
    ],
    message: ({ where, name, message }) =>
      `AWS does not accept these credentials: ${where} was refused with ${name}: ${message}`,
    suggestions: ({ call }) => [
      'Check AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_SESSION_TOKEN: `aws sts get-caller-identity`.',
      ...(call.region && isOptIn(call.region) ? optInAdvice(call.region) : []),
    ],
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
    statuses: (status) => status === 401 || status === 403,
    message: (failure) => `Access denied for ${failure.where}: ${whatIsKnown(failure)}`,
    suggestions: ({ message, call }) =>
      SAYS_NOT_WHO.test(message) ? adviceFor(message) : accessAdvice(message, call.action),
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
    statuses: (status) => status === 429,
    message: (failure) => `AWS keeps throttling ${failure.where}: ${whatIsKnown(failure)}`,
    suggestions: () => ['Wait a minute and run the same command again; it resumes.'],
  },
  {
    code: 'TLS_NOT_TRUSTED',
    names: isTlsCode,
    message: ({ where, message }) => `The TLS of what answered ${where} is not trusted: ${message}`,
    suggestions: ({ name = '' }) => [...(/EXPIRED|NOT_YET_VALID/.test(name) ? [CLOCK_ADVICE] : []), TLS_ADVICE],
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
      proxyAdvice(),
    ],
  },
  {
    code: 'NOT_AWS',
    names: ['ForeignAnswer'],
    message: ({ where, message }) => `${where}: ${message}`,
    suggestions: ({ error }) => (error instanceof ForeignAnswer ? adviceForForeign(error) : []),
  },
  {
    code: 'AWS_FAILING',
    names: (name) => /^(Internal(Failure|Error|Server(Error|Exception)?)|ServiceFailure|ServiceUnavailable)/.test(name),
    statuses: (status) => status >= 500,
    message: (failure) => `AWS failed at ${failure.where}: ${whatIsKnown(failure)}`,
    suggestions: ({ message }) => [
      ...adviceFor(message),
      'Wait a minute and run the same command again; it resumes. https://health.aws.amazon.com shows outages.',
    ],
  },
];

/**
 * What an error is, by its names; without one, by the status.
 *
 * @param names of the error and of its causes
 */
export function kindOf(names: readonly string[], failure: Failure): Kind | undefined {
  const { message, name, status } = failure;
  const isNamed = ({ names: own }: Kind) =>
    names.some((one) => (typeof own === 'function' ? own(one) : own.includes(one)));
  return (
    KINDS.find((one) => isNamed(one) && message.includes(one.says ?? '')) ??
    KINDS.find((one) => status !== undefined && (name === undefined || status >= 500) && one.statuses?.(status))
  );
}

/** The error's name and message; its status where it has neither, as in answers to HEAD. */
function whatIsKnown({ name, message, status }: Failure): string {
  const said = SAYS_NOTHING.test(message) ? '' : message;
  return said || (name ?? `HTTP ${status ?? 'error'} without a reason`);
}
