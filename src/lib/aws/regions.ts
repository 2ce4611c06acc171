/** The regions of the standard partition (AWS General Reference, "AWS Regions"), to choose from; others can be typed. */
export const AWS_REGIONS: ReadonlyMap<string, string> = new Map([
  ['af-south-1', 'Cape Town'],
  ['ap-east-1', 'Hong Kong'],
  ['ap-northeast-1', 'Tokyo'],
  ['ap-northeast-2', 'Seoul'],
  ['ap-northeast-3', 'Osaka'],
  ['ap-south-1', 'Mumbai'],
  ['ap-south-2', 'Hyderabad'],
  ['ap-southeast-1', 'Singapore'],
  ['ap-southeast-2', 'Sydney'],
  ['ap-southeast-3', 'Jakarta'],
  ['ap-southeast-4', 'Melbourne'],
  ['ap-southeast-5', 'Malaysia'],
  ['ap-southeast-7', 'Thailand'],
  ['ca-central-1', 'Canada Central'],
  ['ca-west-1', 'Calgary'],
  ['eu-central-1', 'Frankfurt'],
  ['eu-central-2', 'Zurich'],
  ['eu-north-1', 'Stockholm'],
  ['eu-south-1', 'Milan'],
  ['eu-south-2', 'Spain'],
  ['eu-west-1', 'Ireland'],
  ['eu-west-2', 'London'],
  ['eu-west-3', 'Paris'],
  ['il-central-1', 'Tel Aviv'],
  ['me-central-1', 'UAE'],
  ['me-south-1', 'Bahrain'],
  ['mx-central-1', 'Mexico Central'],
  ['sa-east-1', 'São Paulo'],
  ['us-east-1', 'N. Virginia'],
  ['us-east-2', 'Ohio'],
  ['us-west-1', 'N. California'],
  ['us-west-2', 'Oregon'],
]);

/**
 * The regions that every account has from the start; in all others an account must be enabled (AWS Account Management
 * Reference, "Enable or disable AWS Regions in your account": those since 20 March 2019).
 */
const FROM_THE_START = new Set([
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2'],
  ...['ca-central-1', 'eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3'],
  ...['sa-east-1', 'us-east-1', 'us-east-2', 'us-west-1', 'us-west-2'],
]);

/** Whether an account must enable this region before it can be used. */
export function isOptIn(region: string): boolean {
  return !FROM_THE_START.has(region);
}

/**
 * What to do where an opt-in region does not take the credentials (IAM User Guide, "Manage AWS STS in an AWS Region":
 * version 1 tokens are not valid there).
 */
export function optInAdvice(region: string): string[] {
  return [
    `${region} must be enabled in the account: AWS console, Account, AWS Regions.`,
    `Session tokens of STS’s global endpoint are not valid in ${region}: set AWS_STS_REGIONAL_ENDPOINTS=regional, or have the account issue tokens of version 2 (IAM console, Account settings).`,
  ];
}
