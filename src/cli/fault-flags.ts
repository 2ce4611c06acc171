import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { usageError } from '../lib/errors.js';
import { type FaultSpec, faultSchema } from '../sandbox/faults/fault.js';

const KINDS = ['resource', 'throttle', 'region', 'expired-token', 'foreign-change', 'stack-status'];

/** Describes a fault: for `sandbox fault add`, and for `sandbox start --fault`. */
export const faultArgs = {
  kind: Args.string({ description: 'Kind of fault.', options: KINDS, required: true }),
};

export const faultFlags = {
  region: Flags.string({ summary: 'Region that the fault affects.' }),
  stack: Flags.string({ summary: 'Stack that the fault affects; for resource faults the end of its name is enough.' }),
  resource: Flags.string({ summary: 'Logical id or type of a resource.', helpValue: 'NAME' }),
  on: Flags.string({ summary: 'Operation on the resource that is affected.', options: ['create', 'update', 'delete'] }),
  message: Flags.string({ summary: 'Error message that the service reports.', helpValue: 'TEXT' }),
  delay: Flags.integer({ summary: 'Delay in seconds of the real service’s time.', min: 0, helpValue: 'SECONDS' }),
  service: Flags.string({ summary: 'Signing name of a service, such as cloudformation.' }),
  action: Flags.string({ summary: 'Operation, such as DescribeStackEvents.' }),
  'per-second': Flags.integer({ summary: 'Calls allowed per second.', min: 0 }),
  how: Flags.string({ summary: 'What happens to the connections.', options: ['refuse', 'hang', 'cut'] }),
  'distribution-id': Flags.string({ summary: 'Id of a distribution.' }),
  status: Flags.string({ summary: 'Status of a stack, such as ROLLBACK_COMPLETE.' }),
  after: Flags.integer({ summary: 'Let this many calls pass first.', min: 0 }),
  times: Flags.integer({ summary: 'End the fault after it was hit this many times.', min: 1 }),
};

/** Of the commands for the faults of a running sandbox. */
export const endpointFlag = Flags.string({
  summary: 'Address of the sandbox.',
  env: 'AWS_ENDPOINT_URL',
  default: 'http://127.0.0.1:4570',
  helpValue: 'URL',
});

/** The flags as they were given. */
export type FaultFlags = { [Name in keyof typeof faultFlags]?: string | number | undefined };

/** Flags whose name in a fault's specification is another. */
const FLAG_OF: Readonly<Record<string, string>> = {
  perSecond: 'per-second',
  distributionId: 'distribution-id',
  delaySeconds: 'delay',
  seconds: 'delay',
};

/**
 * The fault that kind and flags describe.
 *
 * @throws CvsError FAULT_FLAGS when a flag is missing, or when this kind does not take one of the flags
 */
export function faultOf(kind: string, flags: FaultFlags): FaultSpec {
  const { region, stack, resource, on, message, service, action, how, status, after, times, delay } = flags;
  const all: Record<string, unknown> = {
    ...{ kind, region, stack, resource, on, message, service, action, how, status, after, times },
    [kind === 'stack-status' ? 'seconds' : 'delaySeconds']: delay,
    perSecond: flags['per-second'],
    distributionId: flags['distribution-id'],
  };
  // Only what was given: each kind knows its own settings and refuses the others'.
  const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  const parsed = faultSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const flagNames = (names: readonly string[]) => names.map((name) => `--${FLAG_OF[name] ?? name}`).join(' and ');
  const foreign = parsed.error.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []));
  const missing = parsed.error.issues.map(({ path }) => String(path[0])).filter((name) => given[name] === undefined);
  throw usageError(
    'FAULT_FLAGS',
    foreign.length > 0
      ? `The fault ${kind} does not take ${flagNames(foreign)}.`
      : `The fault ${kind} needs ${flagNames(missing)}.`,
    'cvs sandbox fault add --help shows which flags each kind takes.',
  );
}
