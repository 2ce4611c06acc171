import type { SandboxEnvironment } from '../../environment.js';
import { numberProperty } from '../../resources/properties.js';
import type { ResourceHandler } from '../../resources/resource-handler.js';
import { alreadyExists, type StoredResources, storedResource } from '../../resources/stored-resource.js';
import { ServiceError } from '../service-error.js';

/** "PutRetentionPolicy", Amazon CloudWatch Logs API Reference. */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** `AWS::Logs::LogGroup`. */
export function logsResources(env: SandboxEnvironment, groups: StoredResources): ResourceHandler[] {
  const type = 'AWS::Logs::LogGroup';
  return [
    storedResource(
      env,
      {
        type,
        nameProperty: 'LogGroupName',
        nameLength: 512,
        scope: 'region',
        known: ['LogGroupName', 'RetentionInDays', 'KmsKeyId', 'LogGroupClass', 'Tags'],
        createOnly: ['LogGroupName'],
        latencyMs: { create: 3000, update: 2000, delete: 1000 },
        describe: (name, region) => ({
          physicalId: name,
          attributes: { Arn: `arn:aws:logs:${region}:${env.accountId}:log-group:${name}:*` },
        }),
        taken: alreadyExists(type),
        check(properties) {
          const days = numberProperty(properties, 'RetentionInDays');
          if (days !== undefined && !RETENTION_DAYS.includes(days)) {
            throw new ServiceError('InvalidParameterException', `#/RetentionInDays: ${days} is not a valid enum value`);
          }
        },
      },
      groups,
    ),
  ];
}
