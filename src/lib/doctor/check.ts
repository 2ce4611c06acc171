import type { CvsError } from '../errors.js';
import type { DoctorFacts } from './facts.js';

/** `skip`: there is nothing to look at yet. */
export type FindingStatus = 'pass' | 'warn' | 'fail' | 'skip';

/** What a check found. */
export interface Finding {
  status: FindingStatus;
  message: string;
  region?: string;
  /** What to do; on what is not `pass`. */
  advice?: string;
}

/** A finding as a check makes it. */
export interface RawFinding extends Finding {
  /** Why it could not look. Of the checks that it keeps from looking, only the first tells of it. */
  cause?: CvsError;
}

export const GROUPS = ['Account', 'Assets', 'Streams', 'Distributions', 'Deployment'] as const;

export type Group = (typeof GROUPS)[number];

/** One thing that would make a deployment or a failover disappoint. */
export interface Check {
  id: string;
  group: Group;
  title: string;
  /** Whether it asks AWS: without credentials it is not run. */
  aws: boolean;
  /** What it throws is a failure of its own, by that message. */
  run(facts: DoctorFacts): Promise<readonly RawFinding[]>;
}

export const pass = (message: string, region?: string): Finding => make('pass', message, region);
export const skip = (message: string, region?: string): Finding => make('skip', message, region);
export const warn = (message: string, advice: string, region?: string): Finding =>
  make('warn', message, region, advice);
export const fail = (message: string, advice: string, region?: string): Finding =>
  make('fail', message, region, advice);

/** What could not be looked at. */
export function failedBy(cause: CvsError, region?: string): RawFinding {
  return {
    ...fail(cause.message, cause.suggestions.join(' ') || 'Mend it, then run cvs doctor again.', region),
    cause,
  };
}

function make(status: FindingStatus, message: string, region?: string, advice?: string): Finding {
  return { status, message, ...(region === undefined ? {} : { region }), ...(advice === undefined ? {} : { advice }) };
}
