import { z } from 'zod';

/** Which calls of an API fault are hit: the first `after` that match are let through, then `times` of them are not. */
const window = {
  after: z.int().min(0).optional(),
  times: z.int().min(1).optional(),
};

/** Makes CloudFormation's work on a resource fail, or last longer, or both. */
const resourceFault = z.strictObject({
  kind: z.literal('resource'),
  region: z.string().optional(),
  /** Name of the stack, or its end: `copilot` stands for `spring-final-copilot`. */
  stack: z.string().optional(),
  /** Logical id or type; any resource without it. */
  resource: z.string().optional(),
  on: z.enum(['create', 'update', 'delete']),
  /** What the service says; absent for a delay alone. */
  message: z.string().optional(),
  /** Of the real service's time: scaled by the sandbox's speed. */
  delaySeconds: z.number().min(0).optional(),
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
});

/** Takes a region's endpoints away. */
const regionFault = z.strictObject({
  kind: z.literal('region'),
  region: z.string(),
  service: z.string().optional(),
  /** `refuse`: the connection ends at once. `hang`: no answer ever. `cut`: the call is carried out, the answer is lost. */
  how: z.enum(['refuse', 'hang', 'cut']),
  ...window,
});

/** Every call is refused as one with an expired session is. */
const expiredTokenFault = z.strictObject({ kind: z.literal('expired-token'), ...window });

/** Somebody else updates a distribution and, not knowing of them, drops its Lambda@Edge functions. */
const foreignChange = z.strictObject({ kind: z.literal('foreign-change'), distributionId: z.string() });

/** Somebody, or an earlier failure, left a stack in a status; one that says IN_PROGRESS ends as it would by itself. */
const stackStatus = z.strictObject({
  kind: z.literal('stack-status'),
  region: z.string(),
  stack: z.string(),
  status: z.string(),
  /** How long an IN_PROGRESS status lasts, in the real service's seconds. Default 60. */
  seconds: z.number().min(0).optional(),
});

/** Everything that can be done to a sandbox to see how its user copes. */
export const faultSchema = z.discriminatedUnion('kind', [
  resourceFault,
  throttleFault,
  regionFault,
  expiredTokenFault,
  foreignChange,
  stackStatus,
]);

export type FaultSpec = z.infer<typeof faultSchema>;

/** What stays until it is cleared, or has hit as often as it should. */
export type StandingFault = Exclude<FaultSpec, { kind: 'foreign-change' | 'stack-status' }>;

export type ResourceFault = z.infer<typeof resourceFault>;

export type FaultRecord = StandingFault & {
  id: string;
  /** How often it hit. */
  hits: number;
};
