/** Partitions beside the standard one, by how their regions begin (AWS General Reference, "Partitions"). */
const PARTITIONS: readonly (readonly [regions: RegExp, name: string])[] = [
  [/^cn-/, 'AWS China (partition aws-cn)'],
  [/^us-gov-/, 'AWS GovCloud (partition aws-us-gov)'],
  [/^eusc-/, 'the AWS European Sovereign Cloud (partition aws-eusc)'],
  [/^(us|eu)-iso/, 'an isolated partition of AWS (aws-iso)'],
];

const OF_ARN: Readonly<Record<string, string>> = {
  'aws-cn': 'AWS China (partition aws-cn)',
  'aws-us-gov': 'AWS GovCloud (partition aws-us-gov)',
  'aws-eusc': 'the AWS European Sovereign Cloud (partition aws-eusc)',
};

/**
 * Why a region or an ARN cannot be used: it is of another partition than the standard one, where Lambda@Edge is missing
 * (CloudFront Developer Guide, "Lambda@Edge"), and an account is of one partition. Undefined for one that can.
 */
export function partitionProblem(regionOrArn: string): string | undefined {
  const [, partition] = /^arn:([\w-]+):/.exec(regionOrArn) ?? [];
  const name =
    partition === undefined
      ? PARTITIONS.find(([regions]) => regions.test(regionOrArn))?.[1]
      : (OF_ARN[partition] ?? (partition === 'aws' ? undefined : `the partition ${partition}`));
  return name && `is in ${name}: cvs needs Lambda@Edge, which only the standard partition of AWS has`;
}
