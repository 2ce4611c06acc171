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
  /** Where every service is, instead of AWS: the sandbox. Without it the SDK also reads `AWS_ENDPOINT_URL`. */
  endpoint?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  /** Told of every call, once it is over. */
  onCall?: (call: TracedCall) => void;
  /** Profile of the AWS configuration: keys, SSO, or a role to assume, as the SDK's own chain has it. */
  profile?: string;
  /** Gives the code of an MFA device, by its serial number or ARN, for a profile with `mfa_serial`. */
  mfaCode?: (serial: string) => Promise<string>;
  /** How long a control plane is waited for, instead of the patience that suits AWS. */
  patience?: { attempts: number; requestTimeoutMs: number };
}

/** CloudFront's control plane and Lambda@Edge live in this region. */
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
 * Without these a region that hangs would hold a deployment for ever. In ms; far above what the control plane takes.
 * Without `throwOnRequestTimeout` the SDK only warns.
 */
const TIMEOUTS = { connectionTimeout: 5000, requestTimeout: 20_000, throwOnRequestTimeout: true };

/** With the timeouts above and the SDK's pauses, a region that hangs is given up after some three minutes. */
const MAX_ATTEMPTS = 8;

/**
 * One SDK client a service and region, made when first asked for; nothing is imported before.
 *
 * Every caller of `close()` must be done with the clients.
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

  /** Few and quick attempts: when a replica does not answer, the caller goes to the next one. */
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

  /** IAM is one for all regions, and signed for us-east-1. */
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

  /** Few and quick attempts: what a detector has to say is soon said again. */
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

  /** The SDK's own chain, one for all clients: an MFA code is good for one session only. */
  readonly #chained: CredentialChain = async (properties) => {
    const { mfaCode, profile } = this.#settings;
    this.#chain ??= import('@aws-sdk/credential-provider-node').then((sdk) =>
      sdk.defaultProvider({ ...(profile ? { profile } : {}), ...(mfaCode ? { mfaCodeProvider: mfaCode } : {}) }),
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
      ...(this.#settings.endpoint ? { endpoint: this.#settings.endpoint } : {}),
      credentials: this.#settings.credentials ?? this.#chained,
      ...(this.#settings.profile ? { profile: this.#settings.profile } : {}),
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
