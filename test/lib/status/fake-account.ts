import { NoSuchKey } from '@aws-sdk/client-s3';
import type { AwsClients } from '../../../src/lib/aws/aws-clients.js';
import type { FakeClock } from '../../support/fake-clock.js';
import { FakeCloudFront } from '../../support/fake-cloudfront.js';

interface Stack {
  status: string;
  outputs?: Record<string, string>;
}

/** What `cvs status` reads of an account, in memory; each source can be made to fail or to hang. */
export class FakeAccount {
  readonly cloudFront = new FakeCloudFront();
  /** By `region/name`. */
  readonly stacks = new Map<string, Stack>();
  /** Items of the state table, by key. */
  readonly items = new Map<string, Record<string, unknown>>();
  /** Sources, such as `cloudformation/eu-west-1`, that refuse. */
  readonly refusing = new Set<string>();
  /** Sources that never answer. */
  readonly hanging = new Set<string>();
  readonly #clock: FakeClock;

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  clients(): AwsClients {
    const regional = (service: string, answer: (region: string, input: never) => object) => async (region: string) => ({
      config: { credentials: async () => ({}) },
      middlewareStack: { add: () => {} },
      send: async (command: { input: never }, options?: { abortSignal?: AbortSignal }) => {
        await this.#fail(`${service}/${region}`, options?.abortSignal);
        return answer(region, command.input);
      },
    });
    const cloudFront = this.cloudFront.clients();
    return {
      cloudFormation: regional('cloudformation', (region, { StackName }: { StackName: string }) =>
        this.#describe(region, StackName),
      ),
      dynamoDb: regional('dynamodb', (_, input) => this.#batchGet(input)),
      s3: regional('s3', () => {
        throw new NoSuchKey({ message: 'The specified key does not exist.', $metadata: {} });
      }),
      cloudFront: async () => {
        const client = await cloudFront.cloudFront();
        return {
          send: async (command: never, options?: { abortSignal?: AbortSignal }) => {
            await this.#fail('cloudfront', options?.abortSignal);
            return client.send(command);
          },
        };
      },
    } as unknown as AwsClients;
  }

  async #fail(source: string, signal: AbortSignal | undefined): Promise<void> {
    if (this.hanging.has(source)) await this.#clock.sleep(3_600_000, signal);
    if (this.refusing.has(source)) throw Object.assign(new Error(`${source} is down`), { name: 'ServiceUnavailable' });
  }

  #describe(region: string, name: string): object {
    const stack = this.stacks.get(`${region}/${name}`);
    if (!stack) throw new Error(`Stack with id ${name} does not exist`);
    const outputs = Object.entries(stack.outputs ?? {});
    return {
      Stacks: [
        {
          StackName: name,
          StackStatus: stack.status,
          Outputs: outputs.map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
        },
      ],
    };
  }

  #batchGet({ RequestItems }: { RequestItems: Record<string, { Keys: { domain: { S: string } }[] }> }): object {
    const [[table, { Keys }]] = Object.entries(RequestItems) as [[string, { Keys: { domain: { S: string } }[] }]];
    return { Responses: { [table]: Keys.flatMap(({ domain }) => this.items.get(domain.S) ?? []) } };
  }
}
