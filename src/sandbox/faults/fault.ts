import { z } from 'zod';
import { forSeconds, streamFault } from './stream-fault.js';

/** Of faults that stay active. */
const limited = { forSeconds };

/** Which calls a fault hits: the first `after` that match are let through, the next `times` are hit. */
const window = {
  ...limited,
  after: z.int().min(0).optional(),
  times: z.int().min(1).optional(),
};

/** Makes CloudFormation's work on a resource fail, or last longer, or both. */
const resourceFault = z.strictObject({
  kind: z.literal('resource'),
  region: z.string().optional(),
  /** Name of the stack, or the end of its name: `copilot` matches `spring-final-copilot`. */
  stack: z.string().optional(),
  /** Logical id or type; absent: any resource. */
  resource: z.string().optional(),
  on: z.enum(['create', 'update', 'delete']),
  /** The service's error message; absent for a delay only. */
  message: z.string().optional(),
  /** Type name of a hook that refuses the resource with the message. */
  hook: z.string().optional(),
  /** Of the real service's time: scaled by the sandbox's speed. */
  delaySeconds: z.number().min(0).optional(),
  ...window,
});

/** CloudFormation refuses a change set before anything is made: a validation or a hook has something against it. */
const changeSetFault = z.strictObject({
  kind: z.literal('change-set'),
  region: z.string().optional(),
  /** As of a resource fault. */
  stack: z.string().optional(),
  /** Logical id of the resource that is refused; absent: the first that the change set names. */
  resource: z.string().optional(),
  /** Why; DescribeEvents tells it. */
  message: z.string(),
  /** Type name of the hook that refuses; absent: CloudFormation's own validation does. */
  hook: z.string().optional(),
  ...window,
});

/** Refuses calls of an API with an error of the service, such as one that passes by itself. */
const refusalFault = z.strictObject({
  kind: z.literal('refusal'),
  /** Signing name, such as `dynamodb`. */
  service: z.string(),
  /** As of a throttle. */
  action: z.string().optional(),
  region: z.string().optional(),
  /** The service's code, such as `OperationAborted`. */
  code: z.string(),
  message: z.string(),
  /** Of HTTP. Default 400. */
  status: z.int().min(400).max(599).optional(),
  ...window,
});

/** Lets only so many calls a second through; the others are refused as the service refuses them. */
const throttleFault = z.strictObject({
  kind: z.literal('throttle'),
  /** Signing name, such as `cloudformation`. */
  service: z.string(),
  /** Such as `DescribeStackEvents`; for REST services a part of `PUT /2020-05-31/distribution/…`. */
  action: z.string().optional(),
  region: z.string().optional(),
  /** Wall-clock seconds. */
  perSecond: z.number().min(0),
  ...limited,
});

/** Makes the endpoints of a region unreachable. */
const regionFault = z.strictObject({
  kind: z.literal('region'),
  region: z.string(),
  service: z.string().optional(),
  /**
   * `refuse`: the connection ends at once. `hang`: there is no answer. `cut`: the call is carried out, its answer is
   * lost.
   */
  how: z.enum(['refuse', 'hang', 'cut']),
  ...window,
});

/**
 * Takes away all of a region: its APIs do not answer, its replicas get and give nothing, its functions end, and its
 * stream's origin refuses connections. CloudFront serves on, but not from the region's buckets.
 */
const lostRegionFault = z.strictObject({
  kind: z.literal('region'),
  region: z.string(),
  how: z.literal('lost'),
  ...limited,
});

/** Refuses every call as AWS refuses an expired session. */
const expiredTokenFault = z.strictObject({ kind: z.literal('expired-token'), ...window });

/** A distribution is updated outside cvs, and loses its Lambda@Edge functions. */
const foreignChange = z.strictObject({ kind: z.literal('foreign-change'), distributionId: z.string() });

/** A stack is left in a status, as by a failure or outside cvs; an IN_PROGRESS status ends as it would by itself. */
const stackStatus = z.strictObject({
  kind: z.literal('stack-status'),
  region: z.string(),
  stack: z.string(),
  status: z.string(),
  /** How long an IN_PROGRESS status lasts, in the real service's seconds. Default 60. */
  seconds: z.number().min(0).optional(),
});

/** Every fault that a sandbox can have. */
export const faultSchema = z.discriminatedUnion('kind', [
  resourceFault,
  changeSetFault,
  refusalFault,
  throttleFault,
  z.discriminatedUnion('how', [regionFault, lostRegionFault]),
  streamFault,
  expiredTokenFault,
  foreignChange,
  stackStatus,
]);

export type FaultSpec = z.infer<typeof faultSchema>;

/** A fault that stays active until it is cleared, or has hit `times` calls. */
export type ActiveFault = Exclude<FaultSpec, { kind: 'foreign-change' | 'stack-status' }>;

export type ResourceFault = z.infer<typeof resourceFault>;

export type FaultRecord = ActiveFault & {
  id: string;
  /** How many calls of APIs or operations on resources it hit. */
  hits: number;
};
