import type { SandboxEnvironment } from '../../environment.js';
import { jsonText, requiredText } from '../../resources/properties.js';
import type { ResourceHandler, ResourceProperties } from '../../resources/resource-handler.js';
import { alreadyExists, type StoredType, storedResource } from '../../resources/stored-resource.js';
import { ServiceError } from '../service-error.js';
import type { CloudWatch } from './model.js';

/** `AWS::CloudWatch::Alarm` and `AWS::CloudWatch::Dashboard`. The sandbox has no metrics: alarms stay as they are. */
export function cloudWatchResources(env: SandboxEnvironment, { alarms, dashboards }: CloudWatch): ResourceHandler[] {
  return [storedResource(env, alarmType(env), alarms), storedResource(env, dashboardType(), dashboards)];
}

function alarmType(env: SandboxEnvironment): StoredType {
  const type = 'AWS::CloudWatch::Alarm';
  return {
    type,
    nameProperty: 'AlarmName',
    nameLength: 255,
    scope: 'region',
    known: [
      'AlarmName',
      'AlarmDescription',
      'ActionsEnabled',
      'AlarmActions',
      'OKActions',
      'InsufficientDataActions',
      'Namespace',
      'MetricName',
      'Dimensions',
      'Metrics',
      'Statistic',
      'ExtendedStatistic',
      'Unit',
      'Period',
      'EvaluationPeriods',
      'DatapointsToAlarm',
      'Threshold',
      'ThresholdMetricId',
      'ComparisonOperator',
      'TreatMissingData',
      'Tags',
    ],
    createOnly: ['AlarmName'],
    latencyMs: { create: 3000, update: 2000, delete: 1000 },
    describe: (name, region) => ({
      physicalId: name,
      attributes: { Arn: `arn:aws:cloudwatch:${region}:${env.accountId}:alarm:${name}` },
    }),
    taken: alreadyExists(type),
    check(properties) {
      requiredText(properties, 'ComparisonOperator');
      requiredText(properties, 'EvaluationPeriods');
      checkMetric(properties);
    },
  };
}

/** "PutMetricAlarm", Amazon CloudWatch API Reference: one metric, or several; periods of whole minutes, or below one. */
function checkMetric({ MetricName, Metrics, Period = 60 }: ResourceProperties): void {
  if ((MetricName === undefined) === (Metrics === undefined)) {
    throw new ServiceError('ValidationError', 'Exactly one of MetricName and Metrics must be specified');
  }
  const seconds = Number(Period);
  if (![10, 20, 30].includes(seconds) && !(seconds > 0 && seconds % 60 === 0)) {
    throw new ServiceError(
      'ValidationError',
      `Metric period must be 10, 20, 30 or a multiple of 60, and not ${Period}`,
    );
  }
}

function dashboardType(): StoredType {
  const type = 'AWS::CloudWatch::Dashboard';
  return {
    type,
    nameProperty: 'DashboardName',
    nameLength: 255,
    scope: 'account',
    known: ['DashboardName', 'DashboardBody', 'Tags'],
    createOnly: ['DashboardName'],
    latencyMs: { create: 2000, update: 2000, delete: 1000 },
    describe: (name) => ({ physicalId: name, attributes: {} }),
    taken: alreadyExists(type),
    check(properties) {
      try {
        JSON.parse(jsonText(properties.DashboardBody ?? ''));
      } catch {
        throw new ServiceError('InvalidParameterInput', 'The field DashboardBody must be a valid JSON object');
      }
    },
  };
}
