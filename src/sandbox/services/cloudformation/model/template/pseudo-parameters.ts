/** Source: CloudFormation Template Reference, "Pseudo parameters reference". */
export interface PseudoParameters {
  'AWS::AccountId': string;
  'AWS::NotificationARNs': readonly string[];
  'AWS::Partition': string;
  'AWS::Region': string;
  'AWS::StackId': string;
  'AWS::StackName': string;
  'AWS::URLSuffix': string;
}

/** Means "leave this property out". */
export const NO_VALUE = 'AWS::NoValue';

const NAMES = new Set<string>([
  'AWS::AccountId',
  'AWS::NotificationARNs',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
  NO_VALUE,
] satisfies (keyof PseudoParameters | typeof NO_VALUE)[]);

export function isPseudoParameter(name: string): boolean {
  return NAMES.has(name);
}
