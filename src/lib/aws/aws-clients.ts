import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { CloudFrontClient } from '@aws-sdk/client-cloudfront';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { STSClient } from '@aws-sdk/client-sts';
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

  cloudFormation(region: string): Promise<CloudFormationClient> {
    return this.#client(`cloudformation/${region}`, async () => {
      const { CloudFormationClient } = await import('@aws-sdk/client-cloudformation');
      return new CloudFormationClient(this.#options(region));
    });
  }

  cloudFront(): Promise<CloudFrontClient> {
    return this.#client('cloudfront', async () => {
      const { CloudFrontClient } = await import('@aws-sdk/client-cloudfront');
      return new CloudFrontClient(this.#options(GLOBAL_REGION));
    });
  }

  /** Few and quick attempts: when a replica does not answer, the caller asks the next one. */
  dynamoDb(region: string): Promise<DynamoDBClient> {
    return this.#client(`dynamodb/${region}`, async () => {
      const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
      return new DynamoDBClient({
        ...this.#options(region),
        maxAttempts: 2,
        requestHandler: { connectionTimeout: 1000, requestTimeout: 2000, throwOnRequestTimeout: true },
      });
    });
  }

  /** IAM is global; requests are signed for us-east-1. */
  iam(): Promise<IAMClient> {
    return this.#client('iam', async () => {
      const { IAMClient } = await import('@aws-sdk/client-iam');
      return new IAMClient(this.#options(GLOBAL_REGION));
    });
  }

  lambda(region: string): Promise<LambdaClient> {
    return this.#client(`lambda/${region}`, async () => {
      const { LambdaClient } = await import('@aws-sdk/client-lambda');
      return new LambdaClient(this.#options(region));
    });
  }

  s3(region: string): Promise<S3Client> {
    return this.#client(`s3/${region}`, async () => {
      const { S3Client } = await import('@aws-sdk/client-s3');
      return new S3Client(this.#options(region));
    });
  }

  /** Few and quick attempts: a detector soon repeats its message. */
  sns(region: string): Promise<SNSClient> {
    return this.#client(`sns/${region}`, async () => {
      const { SNSClient } = await import('@aws-sdk/client-sns');
      return new SNSClient({
        ...this.#options(region),
        maxAttempts: 2,
        requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
      });
    });
  }

  sts(region: string): Promise<STSClient> {
    return this.#client(`sts/${region}`, async () => {
      const { STSClient } = await import('@aws-sdk/client-sts');
      return new STSClient(this.#options(region));
    });
  }

  async close(): Promise<void> {
    for (const client of await Promise.allSettled(this.#clients.values())) {
      if (client.status === 'fulfilled') client.value.destroy();
    }
    this.#clients.clear();
  }

  /** The SDK's own chain, one for all clients, because an MFA code is valid for one session only. */
  readonly #chained: CredentialChain = async (properties) => {
    const { mfaCode, profile } = this.#settings;
    this.#chain ??= import('@aws-sdk/credential-provider-node').then((sdk) =>
      sdk.defaultProvider({ profile, mfaCodeProvider: mfaCode }),
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

  async #traced<Client extends object>(key: string, made: Promise<Client>): Promise<Client> {
    const client = await made;
    const { onCall } = this.#settings;
    if (onCall) {
      const { traceCalls } = await import('./trace-calls.js');
      const region = key.split('/')[1] ?? GLOBAL_REGION;
      traceCalls(client, { region, nowMs: () => performance.now(), tell: onCall });
    }
    return client;
  }

  #client<Client extends { destroy(): void }>(key: string, make: () => Promise<Client>): Promise<Client> {
    let client = this.#clients.get(key) as Promise<Client> | undefined;
    if (!client) {
      client = this.#traced(key, make());
      this.#clients.set(key, client);
    }
    return client;
  }
}
