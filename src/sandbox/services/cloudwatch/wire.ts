import { onAnything } from '../../api/need.js';
import { jsonService, type Operation, queryService } from '../../api/protocols.js';
import type { ControlService } from '../../api/service.js';
import type { StoredResource } from '../../resources/stored-resource.js';
import { ServiceError } from '../service-error.js';
import type { CloudWatch } from './model.js';
import { CLOUDWATCH_OPERATIONS } from './operations.js';

/**
 * CloudWatch reads alarms and dashboards: over the JSON protocol, as the SDK speaks to it, and over the query protocol, as
 * older clients do.
 */
export function cloudWatchWire(cloudWatch: CloudWatch, accountId: string): ControlService {
  const shared = {
    signingNames: ['monitoring'],
    supported: CLOUDWATCH_OPERATIONS,
    operations: operations(cloudWatch, accountId),
    permissions: {
      DescribeAlarms: onAnything('cloudwatch:DescribeAlarms'),
      GetDashboard: ({ DashboardName }: { DashboardName: string }) => ({
        action: 'cloudwatch:GetDashboard',
        resource: `arn:aws:cloudwatch::${accountId}:dashboard/${DashboardName}`,
      }),
    },
  };
  const json = jsonService({ ...shared, version: '1.0' });
  const query = queryService({ ...shared, namespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/' });
  const speaker = ({ headers }: { headers: object }) => ('x-amz-target' in headers ? json : query);
  return {
    signingNames: shared.signingNames,
    operations: shared.supported,
    needs: (request) => speaker(request).needs(request),
    handle: (request) => speaker(request).handle(request),
  };
}

function operations({ alarms, dashboards }: CloudWatch, accountId: string): Readonly<Record<string, Operation>> {
  return {
    DescribeAlarms({ AlarmNamePrefix = '', AlarmNames = [] }, { region }) {
      const found = [...alarms.values()].filter(
        ({ name, region: place }) =>
          place === region &&
          name.startsWith(AlarmNamePrefix) &&
          (AlarmNames.length === 0 || AlarmNames.includes(name)),
      );
      return { MetricAlarms: found.map(describe), CompositeAlarms: [] };
    },
    GetDashboard({ DashboardName }) {
      const found = dashboards.get(DashboardName);
      if (!found) throw new ServiceError('ResourceNotFound', `Dashboard ${DashboardName} does not exist`, 404);
      return {
        DashboardArn: `arn:aws:cloudwatch::${accountId}:dashboard/${DashboardName}`,
        DashboardName,
        DashboardBody: String(found.properties.DashboardBody),
      };
    },
  };
}

function describe({ name, attributes, properties }: StoredResource): object {
  return {
    AlarmName: name,
    AlarmArn: attributes.Arn,
    ActionsEnabled: String(properties.ActionsEnabled ?? true) === 'true',
    AlarmActions: properties.AlarmActions ?? [],
    OKActions: properties.OKActions ?? [],
    InsufficientDataActions: properties.InsufficientDataActions ?? [],
    StateValue: 'INSUFFICIENT_DATA',
    StateReason: 'Unchecked: Initial alarm creation',
  };
}
