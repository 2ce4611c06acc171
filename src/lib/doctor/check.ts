import type { CvsError } from '../errors.js';
import { CATALOGUE, type FindingId } from '../findings/catalogue.js';
import type { Severity } from '../findings/finding.js';
import { safeLines } from '../outside-text.js';
import type { DoctorFacts } from './facts.js';

/** `fail`: an error of the catalogue was found; `warn`: a warning. `skip`: there is nothing to look at yet. */
export type FindingStatus = 'pass' | 'warn' | 'fail' | 'skip';

/** What a check found, or that it found nothing. */
export interface Finding {
  status: FindingStatus;
  /** In the catalogue of findings; on what is `warn` or `fail`. */
  id?: FindingId;
  message: string;
  region?: string;
  /** What to do; on what is `warn` or `fail`. */
  advice?: string;
}

/** A finding as a check makes it. */
export interface RawFinding extends Finding {
  /** Why it could not look. Where several checks cannot look for one cause, the first tells of it. */
  cause?: CvsError;
}

export const GROUPS = ['Account', 'Assets', 'Streams', 'Distributions', 'Deployment'] as const;

export type Group = (typeof GROUPS)[number];

/** A check of one thing that a deployment or a failover depends on. */
export interface Check {
  id: string;
  group: Group;
  title: string;
  /** It asks AWS nothing, and is run without credentials too. */
  withoutAws?: true;
  /** A CvsError that it throws becomes its finding. */
  run(facts: DoctorFacts): Promise<readonly RawFinding[]>;
}

export const pass = (message: string): Finding => ({ status: 'pass', message: safeLines(message) });
export const skip = (message: string): Finding => ({ status: 'skip', message: safeLines(message) });

const STATUS: Readonly<Record<Severity, FindingStatus>> = { error: 'fail', warning: 'warn', note: 'pass' };

/**
 * A finding of the catalogue.
 *
 * @param message names the value and the place
 * @param more severity and advice where they are not those of the catalogue
 */
export function found(id: FindingId, message: string, more: { severity?: Severity; advice?: string } = {}): Finding {
  const { severity, action } = CATALOGUE[id];
  return { status: STATUS[more.severity ?? severity], id, message: safeLines(message), advice: more.advice ?? action };
}

/** What could not be looked at. */
export function failedBy(cause: CvsError): RawFinding {
  return { ...found('cannot-be-read', cause.message, { advice: cause.suggestions.join(' ') || undefined }), cause };
}

/** What the status of a region does not know. */
export function unknown(why: string): Finding {
  return found('cannot-be-read', why, { severity: 'warning' });
}
