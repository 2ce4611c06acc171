import type { defaultProvider } from '@aws-sdk/credential-provider-node';
import type { TracedCall } from './trace-calls.js';

export interface AwsSettings {
  /** Endpoint of every service, such as the sandbox's. Without it the SDK also reads `AWS_ENDPOINT_URL`. */
  endpoint?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  /** Called after every call. */
  onCall?: (call: TracedCall) => void;
  /** Profile of the AWS configuration: keys, SSO, or a role to assume, as the SDK's own chain reads it. */
  profile?: string;
  /** Returns the code of an MFA device, by its serial number or ARN, for a profile with `mfa_serial`. */
  mfaCode?: (serial: string) => Promise<string>;
  /** Called once where both a profile and keys are given, of which the profile counts. */
  onTwoCredentials?: (profile: string) => void;
  /** Attempts and timeout for control planes, instead of those that suit AWS. */
  patience?: { attempts: number; requestTimeoutMs: number };
}

/** The region of CloudFront's control plane and of Lambda@Edge. */
export const GLOBAL_REGION = 'us-east-1';

type CredentialChain = ReturnType<typeof defaultProvider>;

interface ClientOptions {
  region: string;
  endpoint?: string;
  credentials?: AwsSettings['credentials'] | CredentialChain;
  profile?: string;
  retryMode: 'adaptive';
  maxAttempts: number;
  requestHandler: { connectionTimeout: number; requestTimeout: number; throwOnRequestTimeout: boolean };
}

/**
 * Without these, a deployment would wait for a region that hangs without end. In ms; far above what the control plane
 * takes. Without `throwOnRequestTimeout` the SDK only warns.
 */
const TIMEOUTS = { connectionTimeout: 5000, requestTimeout: 20_000, throwOnRequestTimeout: true };

/** With the timeouts above and the SDK's pauses, a call to a region that hangs fails after about three minutes. */
const MAX_ATTEMPTS = 8;

/**
 * One SDK client per service and region. A client is made, and its SDK imported, when it is first asked for.
 *
 * Call `close()` when all calls are done.
 */
export class AwsClients {
  readonly #settings: AwsSettings;
  readonly #clients = new Map<string, Promise<{ destroy(): void }>>();
  #chain: Promise<CredentialChain> | undefined;

  constructor(settings: AwsSettings = {}) {
    this.#settings = settings;
  }

  /** The certificates that CloudFront takes are in us-east-1. */
  acm() {
    return this.#client('ACMClient', GLOBAL_REGION, () => import('@aws-sdk/client-acm'));
  }

  cloudFormation(region: string) {
    return this.#client('CloudFormationClient', region, () => import('@aws-sdk/client-cloudformation'));
  }

  cloudFront() {
    return this.#client('CloudFrontClient', GLOBAL_REGION, () => import('@aws-sdk/client-cloudfront'));
  }

  cloudWatch(region: string) {
    return this.#client('CloudWatchClient', region, () => import('@aws-sdk/client-cloudwatch'));
  }

  /** Few and quick attempts: when a replica does not answer, the caller asks the next one. */
  dynamoDb(region: string) {
    return this.#client('DynamoDBClient', region, () => import('@aws-sdk/client-dynamodb'), quick(2000));
  }

  /** IAM is global; requests are signed for us-east-1. */
  iam() {
    return this.#client('IAMClient', GLOBAL_REGION, () => import('@aws-sdk/client-iam'));
  }

  lambda(region: string) {
    return this.#client('LambdaClient', region, () => import('@aws-sdk/client-lambda'));
  }

  logs(region: string) {
    return this.#client('CloudWatchLogsClient', region, () => import('@aws-sdk/client-cloudwatch-logs'));
  }

  s3(region: string) {
    return this.#client('S3Client', region, () => import('@aws-sdk/client-s3'));
  }

  scheduler(region: string) {
    return this.#client('SchedulerClient', region, () => import('@aws-sdk/client-scheduler'));
  }

  /** Few and quick attempts: a detector soon repeats its message. */
  sns(region: string) {
    return this.#client('SNSClient', region, () => import('@aws-sdk/client-sns'), quick(3000));
  }

  sqs(region: string) {
    return this.#client('SQSClient', region, () => import('@aws-sdk/client-sqs'));
  }

  sts(region: string) {
    return this.#client('STSClient', region, () => import('@aws-sdk/client-sts'));
  }

  async close(): Promise<void> {
    for (const client of await Promise.allSettled(this.#clients.values())) {
      if (client.status === 'fulfilled') client.value.destroy();
    }
    this.#clients.clear();
  }

  /** The SDK's own chain, one for all clients, because an MFA code is valid for one session only. */
  readonly #chained: CredentialChain = async (properties) => {
    const { mfaCode, profile, onTwoCredentials } = this.#settings;
    this.#chain ??= Promise.all([import('@aws-sdk/credential-provider-node'), agentsOfEnvironment()]).then(
      ([sdk, agents]) =>
        sdk.defaultProvider({
          profile,
          mfaCodeProvider: mfaCode,
          logger: warningOf(() => onTwoCredentials?.(profile ?? process.env.AWS_PROFILE ?? '')),
          // Of the clients of the chain itself: SSO, STS.
          clientConfig: { requestHandler: { ...TIMEOUTS, ...agents } },
        }),
    );
    return (await this.#chain)(properties);
  };

  #options(region: string): ClientOptions {
    const { patience } = this.#settings;
    return {
      region,
      retryMode: 'adaptive',
      maxAttempts: patience?.attempts ?? MAX_ATTEMPTS,
      requestHandler: patience ? { ...TIMEOUTS, requestTimeout: patience.requestTimeoutMs } : TIMEOUTS,
      endpoint: this.#settings.endpoint,
      credentials: this.#settings.credentials ?? this.#chained,
      profile: this.#settings.profile,
    };
  }

  #client<Name extends string, Sdk extends Record<Name, new (options: ClientOptions) => { destroy(): void }>>(
    name: Name,
    region: string,
    load: () => Promise<Sdk>,
    options?: Pick<ClientOptions, 'maxAttempts' | 'requestHandler'>,
  ): Promise<InstanceType<Sdk[Name]>> {
    const make = async () => {
      const [sdk, agents] = await Promise.all([load(), agentsOfEnvironment()]);
      const settings = { ...this.#options(region), ...options };
      const requestHandler = { ...settings.requestHandler, ...agents };
      const client = new sdk[name]({ ...settings, requestHandler }) as InstanceType<Sdk[Name]>;
      const { recognizeAnswers } = await import('./recognize-answers.js');
      recognizeAnswers(client, name.replace('Client', '').toLowerCase(), process.env);
      const { onCall } = this.#settings;
      if (onCall) {
        const { traceCalls } = await import('./trace-calls.js');
        traceCalls(client, { region, nowMs: () => performance.now(), tell: onCall });
      }
      return client;
    };
    const key = `${name}/${region}`;
    const client = (this.#clients.get(key) as ReturnType<typeof make> | undefined) ?? make();
    this.#clients.set(key, client);
    return client;
  }
}

/** The only thing that the chain warns of is that a profile and keys are given; else it would write to the console. */
function warningOf(warn: () => void) {
  const nothing = () => {};
  return { trace: nothing, debug: nothing, info: nothing, error: nothing, warn };
}

async function agentsOfEnvironment() {
  // TLS and what knows proxies are not loaded before the first call.
  const { proxyAgents } = await import('./proxy-agents.js');
  return proxyAgents(process.env);
}

function quick(requestTimeout: number) {
  return { maxAttempts: 2, requestHandler: { connectionTimeout: 1000, requestTimeout, throwOnRequestTimeout: true } };
}
