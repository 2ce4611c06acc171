import { onAnything } from '../../api/need.js';
import { jsonService } from '../../api/protocols.js';
import type { ControlService } from '../../api/service.js';
import type { StoredResources } from '../../resources/stored-resource.js';
import { LOGS_OPERATIONS } from './operations.js';

/** CloudWatch Logs over the JSON protocol: lists log groups. */
export function logsWire(groups: StoredResources): ControlService {
  return jsonService({
    signingNames: ['logs'],
    version: '1.1',
    supported: LOGS_OPERATIONS,
    // IAM knows no resource that it could be limited to ("DescribeLogGroups", CloudWatch Logs API Reference).
    permissions: { DescribeLogGroups: onAnything('logs:DescribeLogGroups') },
    operations: {
      DescribeLogGroups({ logGroupNamePrefix = '' }, { region }) {
        const found = [...groups.values()].filter(
          (one) => one.region === region && one.name.startsWith(logGroupNamePrefix),
        );
        return {
          logGroups: found.map(({ name, attributes, properties }) => ({
            logGroupName: name,
            arn: attributes.Arn,
            retentionInDays: properties.RetentionInDays === undefined ? undefined : Number(properties.RetentionInDays),
          })),
        };
      },
    },
  });
}
