/** The names that a policy is limited to. */
export interface PolicyNames {
  /** Name of the cluster. */
  cluster: string;
  bucketBaseName: string;
  account: string;
  distributionIds: readonly string[];
}

/** Values that a condition key may have, by the key's name. */
export type StringEquals = Readonly<Record<string, string | readonly string[]>>;

export interface PolicyStatement {
  Sid: string;
  Effect: 'Allow';
  Action: readonly string[];
  Resource: readonly string[];
  Condition?: { readonly StringEquals: StringEquals };
}

export interface PolicyDocument {
  Version: '2012-10-17';
  Statement: readonly PolicyStatement[];
}

/** A statement that allows these actions. */
export function allow(
  sid: string,
  actions: readonly string[],
  resources: readonly string[],
  stringEquals?: StringEquals,
): PolicyStatement {
  return {
    Sid: sid,
    Effect: 'Allow',
    Action: actions,
    Resource: resources,
    Condition: stringEquals && { StringEquals: stringEquals },
  };
}

/** Actions of one service: `actionsOf('sqs', 'CreateQueue')` is `['sqs:CreateQueue']`. */
export function actionsOf(service: string, ...names: readonly string[]): string[] {
  return names.map((name) => `${service}:${name}`);
}
