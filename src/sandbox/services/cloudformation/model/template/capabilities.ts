import { ServiceError } from '../../../service-error.js';
import type { Template } from './template.js';

/** IAM types and, where they have one, the property that names the resource. */
const IAM_TYPES: Readonly<Record<string, string | undefined>> = {
  'AWS::IAM::AccessKey': undefined,
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Policy': undefined,
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::User': 'UserName',
  'AWS::IAM::UserToGroupAddition': undefined,
};

export type Capability = 'CAPABILITY_IAM' | 'CAPABILITY_NAMED_IAM';

/** Which capability a template needs, and the resource types that need it. */
export function requiredCapability(template: Template): { capability: Capability; types: string[] } | undefined {
  const iam = Object.values(template.resources).filter((one) => Object.hasOwn(IAM_TYPES, one.type));
  if (!iam.length) return undefined;
  const named = iam.some((one) => {
    const property = IAM_TYPES[one.type];
    return property !== undefined && Object.hasOwn(one.properties, property);
  });
  return {
    capability: named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM',
    types: [...new Set(iam.map((one) => one.type))],
  };
}

/**
 * Source: CloudFormation API Reference, "CreateStack", Capabilities.
 *
 * @throws ServiceError `InsufficientCapabilitiesException` when the caller did not acknowledge the template's IAM
 * resources.
 */
export function checkCapabilities(template: Template, acknowledged: readonly string[]): void {
  const required = requiredCapability(template)?.capability;
  if (!required || acknowledged.includes(required) || acknowledged.includes('CAPABILITY_NAMED_IAM')) return;
  throw new ServiceError('InsufficientCapabilitiesException', `Requires capabilities : [${required}]`);
}
