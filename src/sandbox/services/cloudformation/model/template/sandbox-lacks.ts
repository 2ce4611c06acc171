import { ServiceError } from '../../../service-error.js';
import { AWS_TYPES } from './aws-types.js';

/** Attributes of a resource that CloudFormation has and the sandbox does not. */
const ATTRIBUTES = new Set(['CreationPolicy', 'UpdatePolicy']);

/** Intrinsic functions that CloudFormation has ("Intrinsic function reference") and the sandbox does not. */
const FUNCTIONS = new Set(['Fn::Cidr', 'Fn::GetAZs', 'Fn::Transform', 'Fn::Length', 'Fn::ToJsonString']);

/** Parameter types that CloudFormation has ("Supported AWS-specific parameter types", "SSM parameter types"). */
const PARAMETER_TYPES =
  /^(AWS::(EC2|Route53|SSM)::[A-Za-z0-9:<>]+|List<AWS::[A-Za-z0-9:]+>|AWS::SSM::Parameter::Value<.+>)$/;

/** A reference to a value that lives elsewhere ("Get values stored in other services using dynamic references"). */
const DYNAMIC = /\{\{resolve:[^}]*\}\}/;

/** @throws ServiceError that names what the sandbox does not have */
export function lacksAttribute(name: string): void {
  if (ATTRIBUTES.has(name)) throw lack(`the resource attribute ${name}`);
}

/** @throws ServiceError that names what the sandbox does not have */
export function lacksFunction(name: string): void {
  if (FUNCTIONS.has(name) || name.startsWith('Fn::ForEach')) throw lack(`the intrinsic function ${name}`);
}

/** @throws ServiceError that names what the sandbox does not have */
export function lacksParameterType(type: string): void {
  if (PARAMETER_TYPES.test(type)) throw lack(`the parameter type ${type}`);
}

/** @throws ServiceError that names what the sandbox does not have */
export function lacksTypes(types: readonly string[]): void {
  const known = types.filter(isOfAws);
  if (known.length > 0) throw lack(`the resource type ${known.join(', ')}`);
}

/** @throws ServiceError for a text with a dynamic reference, which would stay a text */
export function lacksDynamicReference(text: string): void {
  const found = DYNAMIC.exec(text)?.[0];
  if (found) throw lack(`the dynamic reference ${found}`);
}

/** Whether AWS has a resource type; custom resources may have any name of their own. */
function isOfAws(type: string): boolean {
  if (type.startsWith('Custom::')) return true;
  const service = type.split('::', 2).join('::');
  const names = Object.hasOwn(AWS_TYPES, service) ? AWS_TYPES[service] : undefined;
  return names?.split(' ').includes(type.slice(service.length + 2)) ?? false;
}

function lack(what: string): ServiceError {
  return new ServiceError('ValidationError', `The sandbox does not support ${what}.`);
}
