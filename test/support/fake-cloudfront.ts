import { CloudFrontClient, type DistributionConfig } from '@aws-sdk/client-cloudfront';
import type { AwsClients } from '../../src/lib/aws/aws-clients.js';

interface Distribution {
  config: DistributionConfig;
  domain: string;
  version: number;
  /** Reads until the last change is deployed. */
  readsUntilDeployed: number;
  tags: Map<string, string>;
}

interface Input {
  Id: string;
  IfMatch: string;
  DistributionConfig: DistributionConfig;
  /** ARN, of the calls about tags. */
  Resource?: string;
  Tags?: { Items: { Key: string; Value: string }[] };
  TagKeys?: { Items: string[] };
}

/** The few calls of CloudFront that an attachment makes, over distributions in memory. */
export class FakeCloudFront {
  readonly distributions = new Map<string, Distribution>();
  /** Names of the commands, in order. */
  readonly calls: string[] = [];
  /** Called before an update is judged: somebody else may be quicker. */
  beforeUpdate: () => void = () => {};
  /** Called after an update, while it spreads. */
  afterUpdate: () => void = () => {};

  add(id: string, config: Partial<DistributionConfig>, domain = `${id.toLowerCase()}.cloudfront.net`): void {
    const full = { CallerReference: id, Comment: '', Enabled: true, Origins: { Quantity: 0, Items: [] }, ...config };
    this.distributions.set(id, {
      config: full as DistributionConfig,
      domain,
      version: 1,
      readsUntilDeployed: 0,
      tags: new Map(),
    });
  }

  config(id: string): DistributionConfig {
    return this.#get(id).config;
  }

  clients(): AwsClients {
    const send = async (command: { constructor: { name: string }; input: { Id: string } }) => {
      this.calls.push(command.constructor.name);
      return this.#answer(command.constructor.name, command.input as never);
    };
    // Paginators take instances of the client only.
    const client = Object.assign(Object.create(CloudFrontClient.prototype), { send });
    return { cloudFront: async () => client } as unknown as AwsClients;
  }

  #get(id: string): Distribution {
    const found = this.distributions.get(id);
    if (!found)
      throw Object.assign(new Error('The specified distribution does not exist.'), { name: 'NoSuchDistribution' });
    return found;
  }

  #answer(name: string, input: Input): object {
    if (name === 'UpdateDistributionCommand') this.beforeUpdate();
    if (name === 'ListDistributionsCommand') {
      const items = [...this.distributions].map(([Id, { config, domain }]) => ({ ...config, Id, DomainName: domain }));
      return { DistributionList: { Items: structuredClone(items) } };
    }
    const one = this.#get(input.Id ?? input.Resource?.split('/').at(-1) ?? '');
    if (name === 'ListTagsForResourceCommand') {
      return { Tags: { Items: [...one.tags].map(([Key, Value]) => ({ Key, Value })) } };
    }
    if (name === 'TagResourceCommand') {
      for (const { Key, Value } of input.Tags?.Items ?? []) one.tags.set(Key, Value);
      return {};
    }
    if (name === 'UntagResourceCommand') {
      for (const key of input.TagKeys?.Items ?? []) one.tags.delete(key);
      return {};
    }
    if (name === 'GetDistributionConfigCommand') {
      return { DistributionConfig: structuredClone(one.config), ETag: `E${one.version}` };
    }
    if (name === 'GetDistributionCommand') {
      const Status = one.readsUntilDeployed > 0 ? 'InProgress' : 'Deployed';
      one.readsUntilDeployed -= 1;
      return {
        Distribution: {
          Id: input.Id,
          ARN: `arn:aws:cloudfront::123456789012:distribution/${input.Id}`,
          DomainName: one.domain,
          Status,
          DistributionConfig: structuredClone(one.config),
        },
      };
    }
    if (name !== 'UpdateDistributionCommand') throw new Error(`The fake has no ${name}.`);
    if (input.IfMatch !== `E${one.version}`) {
      throw Object.assign(new Error('The request failed because it did not meet the preconditions'), {
        name: 'PreconditionFailed',
      });
    }
    one.config = input.DistributionConfig;
    one.version += 1;
    one.readsUntilDeployed = 3;
    this.afterUpdate();
    return {};
  }
}
