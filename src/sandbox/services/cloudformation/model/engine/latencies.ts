/** What CloudFormation itself takes, in ms, besides the resources; seen on small stacks. */
export const LATENCY_MS = {
  /** From CreateChangeSet to CREATE_COMPLETE. */
  changeSet: 4000,
  /** From a stack's first event to its first resource's. */
  start: 2000,
} as const;
