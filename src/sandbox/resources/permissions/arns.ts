import type { HandledResource } from './type-calls.js';

/** ARN of a resource of a region. */
export function arnOf(service: string, kind: string) {
  return ({ physicalId, context: { region, accountId } }: HandledResource) => [
    `arn:aws:${service}:${region}:${accountId}:${kind}${physicalId}`,
  ];
}

/** ARN of a resource of the account. */
export function globalArnOf(service: string, kind: string) {
  return ({ physicalId, context: { accountId } }: HandledResource) => [
    `arn:aws:${service}::${accountId}:${kind}${physicalId}`,
  ];
}
