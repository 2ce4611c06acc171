import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { z } from 'zod';
import { parseDurationS } from '../lib/duration.js';
import { usageError } from '../lib/errors.js';
import { type FaultSpec, faultSchema } from '../sandbox/faults/fault.js';
import { STREAM_FAULTS } from '../sandbox/faults/stream-fault.js';

const KINDS = [
  'resource',
  'change-set',
  'refusal',
  'throttle',
  'region',
  'stream',
  'expired-token',
  'foreign-change',
  'stack-status',
];

/** What `--how` may be: a region's faults, then a stream's. */
const HOWS = [...new Set(['refuse', 'hang', 'cut', 'lost', ...Object.keys(STREAM_FAULTS)])];

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
  hook: Flags.string({
    summary: 'Type name of a hook that refuses the resource or the change set.',
    helpValue: 'TYPE',
  }),
  code: Flags.string({ summary: 'Code of the service’s error, such as OperationAborted.' }),
  delay: Flags.custom<number>({
    summary: 'Delay: seconds, or a duration such as 1m30s. Of CloudFormation in the real service’s time.',
    helpValue: 'SECONDS',
    parse: async (text) => (/^\d+$/.test(text) ? Number(text) : parseDurationS(text, '--delay')),
  })(),
  service: Flags.string({ summary: 'Signing name of a service, such as cloudformation.' }),
  action: Flags.string({ summary: 'Operation, such as DescribeStackEvents.' }),
  'per-second': Flags.integer({ summary: 'Calls allowed per second.', min: 0 }),
  how: Flags.string({ summary: 'What happens to the region’s connections, or to the stream.', options: HOWS }),
  only: Flags.string({
    summary: 'Requests that are disturbed. Default: all.',
    options: ['playlists', 'segments', 'audio', 'video'],
  }),
  segments: Flags.integer({ summary: 'How many segments; negative: ahead.', helpValue: 'COUNT' }),
  'distribution-id': Flags.string({ summary: 'Id of a distribution.' }),
  status: Flags.string({ summary: 'Status of a stack, such as ROLLBACK_COMPLETE, or of HTTP, such as 503.' }),
  after: Flags.integer({ summary: 'Let this many calls pass first.', min: 0 }),
  times: Flags.integer({ summary: 'End the fault after it was hit this many times.', min: 1 }),
  for: Flags.custom<number>({
    summary: 'End the fault after this time.',
    helpValue: 'DURATION',
    parse: async (text) => parseDurationS(text, '--for'),
  })(),
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
  code: 'status',
  forSeconds: 'for',
};

/**
 * The fault that kind and flags describe.
 *
 * @throws CvsError FAULT_FLAGS when a flag is missing or has a value that this kind does not know, or when this kind
 * does not take one of the flags
 */
export function faultOf(kind: string, flags: FaultFlags): FaultSpec {
  const { region, stack, resource, on, message, service, action, how, only, segments, after, times } = flags;
  const { status, delay, hook, code } = flags;
  const all: Record<string, unknown> = {
    ...{ kind, region, stack, resource, on, message, service, action, how, only, segments, after, times },
    [kind === 'resource' ? 'delaySeconds' : 'seconds']: delay,
    hook,
    ...(kind === 'stream'
      ? { code: asNumber(status) }
      : { code, status: kind === 'refusal' ? asNumber(status) : status }),
    perSecond: flags['per-second'],
    distributionId: flags['distribution-id'],
    forSeconds: flags.for,
  };
  // Only what was given: each kind knows its own settings and refuses the others'.
  const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  const parsed = faultSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw usageError(
    'FAULT_FLAGS',
    whatIsWrong(given, parsed.error.issues),
    'cvs sandbox fault add --help shows which flags each kind takes.',
  );
}

/** A number where it is one; what is none is refused as it was typed. */
function asNumber(text: string | number | undefined): string | number | undefined {
  return /^\d+$/.test(String(text)) ? Number(text) : text;
}

function whatIsWrong(given: Readonly<Record<string, unknown>>, issues: readonly z.core.$ZodIssue[]): string {
  const flagOf = (name: string) => (name === 'code' && given.kind !== 'stream' ? name : (FLAG_OF[name] ?? name));
  const named = (name: unknown) => `--${flagOf(String(name))}`;
  const list = (names: readonly unknown[]) => names.map(named).join(' and ');
  const fault = given.kind === 'stream' && given.how ? `stream --how ${given.how}` : given.kind;
  const foreign = issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []));
  if (foreign.length > 0) return `The fault ${fault} does not take ${list(foreign)}.`;
  const names = issues.map(({ path }) => String(path[0]));
  const missing = names.filter((name) => given[name] === undefined);
  if (missing.length > 0) return `The fault ${fault} needs ${list(missing)}.`;
  return `The fault ${given.kind} does not take ${names.map((name) => `${named(name)} ${given[name]}`).join(' and ')}.`;
}
