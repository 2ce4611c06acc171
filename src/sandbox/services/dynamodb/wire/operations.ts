import type { DynamoDb } from '../model/dynamodb.js';
import { DynamoDbError } from '../model/dynamodb-error.js';
import { updateReplica } from '../model/replica-updates.js';
import {
  addStream,
  checkNoSource,
  checkUnprotected,
  newSettings,
  setRecovery,
  type TableSettings,
} from '../model/table-settings.js';
import { describeBackups, describeSettings, describeTimeToLive } from './table-views.js';

// biome-ignore lint/suspicious/noExplicitAny: inputs are the wire's; each operation reads the members it knows
type TableOperation = (region: string, input: any) => Promise<object>;

interface Tag {
  Key: string;
  Value: string;
}

/** The operations on tables: dynalite's, with the settings that dynalite does not have. */
export function tableOperations(service: DynamoDb): Readonly<Record<string, TableOperation>> {
  const settingsOf = (region: string, tableName: string): TableSettings => {
    const settings = service.region(region).settings.get(tableName);
    if (settings) return settings;
    throw new DynamoDbError('ResourceNotFoundException', `Requested resource not found: Table: ${tableName} not found`);
  };
  const describe = async (region: string, tableName: string): Promise<object> => {
    const settings = settingsOf(region, tableName);
    const { Table } = await service.region(region).store.call('DescribeTable', { TableName: tableName });
    // A member of dynalite's that DynamoDB's model does not have.
    const { TableThroughputModeSummary: _foreign, ...table } = Table as Record<string, unknown>;
    return { ...table, ...describeSettings(settings) };
  };

  return {
    async CreateTable(region, input) {
      const settings = newSettings(service.env, region, input.TableName, [region]);
      settings.deletionProtection = input.DeletionProtectionEnabled === true;
      settings.sse = input.SSESpecification?.Enabled === true;
      settings.tags = tagMap(input.Tags ?? []);
      if (input.StreamSpecification?.StreamEnabled)
        addStream(service.env, settings, input.StreamSpecification.StreamViewType);
      await service.region(region).create(input, settings);
      return { TableDescription: { ...(await describe(region, input.TableName)), TableStatus: 'CREATING' } };
    },
    DescribeTable: async (region, { TableName }) => ({ Table: await describe(region, TableName) }),
    async UpdateTable(region, input) {
      const settings = settingsOf(region, input.TableName);
      const { TableName, DeletionProtectionEnabled, ReplicaUpdates, ...rest } = input;
      if (DeletionProtectionEnabled !== undefined) settings.deletionProtection = DeletionProtectionEnabled;
      if (Object.keys(rest).length > 0) await service.region(region).store.call('UpdateTable', { TableName, ...rest });
      for (const update of ReplicaUpdates ?? []) await updateReplica(service, region, TableName, update);
      return { TableDescription: await describe(region, TableName) };
    },
    async DeleteTable(region, { TableName }) {
      const settings = settingsOf(region, TableName);
      checkUnprotected(settings);
      checkNoSource(service.env, settings);
      const description = await describe(region, TableName);
      await service.region(region).remove(TableName);
      for (const other of settings.replicas) {
        const left = service.region(other).settings.get(TableName);
        if (left) left.replicas = left.replicas.filter((one) => one !== region);
      }
      return { TableDescription: { ...description, TableStatus: 'DELETING' } };
    },
    DescribeContinuousBackups: async (region, { TableName }) =>
      describeBackups(settingsOf(region, TableName), service.env.clock.now()),
    async UpdateContinuousBackups(region, { TableName, PointInTimeRecoverySpecification }) {
      const settings = settingsOf(region, TableName);
      setRecovery(
        settings,
        PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled === true,
        service.env.clock.now(),
      );
      return describeBackups(settings, service.env.clock.now());
    },
    DescribeTimeToLive: async (region, { TableName }) => describeTimeToLive(settingsOf(region, TableName)),
    async UpdateTimeToLive(region, { TableName, TimeToLiveSpecification }) {
      const { AttributeName, Enabled } = TimeToLiveSpecification;
      checkTimeToLive(settingsOf(region, TableName).timeToLive, Enabled === true, AttributeName);
      for (const replica of settingsOf(region, TableName).replicas) {
        settingsOf(replica, TableName).timeToLive = { attributeName: AttributeName, enabled: Enabled };
      }
      return { TimeToLiveSpecification };
    },
    async TagResource(_region, { ResourceArn, Tags }) {
      Object.assign(service.settingsByArn(ResourceArn).tags, tagMap(Tags));
      return {};
    },
    async UntagResource(_region, { ResourceArn, TagKeys }) {
      for (const key of TagKeys as string[]) delete service.settingsByArn(ResourceArn).tags[key];
      return {};
    },
    ListTagsOfResource: async (_region, { ResourceArn }) => ({
      Tags: Object.entries(service.settingsByArn(ResourceArn).tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  };
}

/** Only a change is accepted ("UpdateTimeToLive", Amazon DynamoDB API Reference). */
function checkTimeToLive({ enabled, attributeName }: TableSettings['timeToLive'], wanted: boolean, name: string): void {
  if (enabled !== wanted) return;
  const other = enabled && attributeName !== name;
  throw new DynamoDbError(
    'ValidationException',
    other
      ? `TimeToLive is active on a different AttributeName: current AttributeName is ${attributeName}`
      : `TimeToLive is already ${enabled ? 'enabled' : 'disabled'}`,
  );
}

function tagMap(tags: readonly Tag[]): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}
