import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { usageError } from '../lib/errors.js';
import type { FaultSpec } from '../sandbox/faults/fault.js';

const KINDS = ['resource', 'throttle', 'region', 'expired-token', 'foreign-change', 'stack-status'];

/** What says which fault is meant: of `sandbox fault add`, and of `sandbox start --fault`. */
export const faultArgs = {
  kind: Args.string({ description: 'What goes wrong.', options: KINDS, required: true }),
};

export const faultFlags = {
  region: Flags.string({ summary: 'Region it concerns.' }),
  stack: Flags.string({ summary: 'Stack it concerns; for resource faults the end of its name is enough.' }),
  resource: Flags.string({ summary: 'Logical id or type of a resource.', helpValue: 'NAME' }),
  on: Flags.string({ summary: 'Which work on it.', options: ['create', 'update', 'delete'] }),
  message: Flags.string({ summary: 'What the service says when it fails.', helpValue: 'TEXT' }),
  delay: Flags.integer({ summary: "Seconds of the real service's time.", min: 0, helpValue: 'SECONDS' }),
  service: Flags.string({ summary: 'Signing name of a service, such as cloudformation.' }),
  action: Flags.string({ summary: 'Operation, such as DescribeStackEvents.' }),
  'per-second': Flags.integer({ summary: 'Calls a second that are let through.', min: 0 }),
  how: Flags.string({ summary: 'What becomes of the connections.', options: ['refuse', 'hang', 'cut'] }),
  'distribution-id': Flags.string({ summary: 'Id of a distribution.' }),
  status: Flags.string({ summary: 'Status of a stack, such as ROLLBACK_COMPLETE.' }),
  after: Flags.integer({ summary: 'Let so many pass first.', min: 0 }),
  times: Flags.integer({ summary: 'End after so many.', min: 1 }),
};

/** The flags as they were given. */
export type FaultFlags = { [Name in keyof typeof faultFlags]?: string | number | undefined };

/**
 * The fault that kind and flags describe.
 *
 * @throws CvsError FAULT_FLAGS when a flag is missing or is none of this kind
 */
export async function faultOf(kind: string, flags: FaultFlags): Promise<FaultSpec> {
  const { faultSchema } = await import('../sandbox/faults/fault.js');
  const { region, stack, resource, on, message, service, action, how, status, after, times } = flags;
  const delay = kind === 'stack-status' ? { seconds: flags.delay } : { delaySeconds: flags.delay };
  const given = {
    kind,
    ...{ region, stack, resource, on, message, service, action, how, status, after, times, ...delay },
    perSecond: flags['per-second'],
    distributionId: flags['distribution-id'],
  };
  // Only what was given: each kind knows its own settings and refuses the others'.
  const parsed = faultSchema.safeParse(
    Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  );
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const problem = `A ${kind} fault cannot be had with these flags: ${issue?.path.join('.')} ${issue?.message}`;
  throw usageError('FAULT_FLAGS', problem, 'cvs sandbox fault add --help says which flags each kind takes.');
}
