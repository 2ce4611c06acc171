import { CvsError } from '../errors.js';
import { type Check, type Finding, type FindingStatus, failedBy, type RawFinding, skip } from './check.js';
import type { DoctorFacts } from './facts.js';

/** What one check came to. */
export interface Examined {
  id: string;
  group: Check['group'];
  title: string;
  /** The worst of its findings. */
  status: FindingStatus;
  findings: readonly Finding[];
}

export interface Examination {
  checks: readonly Examined[];
  /** How many checks ended so. */
  counts: Readonly<Record<FindingStatus, number>>;
}

const FROM_BAD_TO_GOOD: readonly FindingStatus[] = ['fail', 'warn', 'pass', 'skip'];

/**
 * Runs the checks, all at once, each on its own: one that cannot look fails, and leaves the others standing. Without
 * credentials what asks AWS is skipped, and only what says so fails. What keeps several checks from looking is told by the
 * first of them; the others are skipped.
 *
 * @throws only what is a bug, and the signal's reason
 */
export async function examine(
  checks: readonly Check[],
  facts: DoctorFacts,
  options: { signal?: AbortSignal } = {},
): Promise<Examination> {
  const stranger = await facts.caller().then(
    () => false,
    () => true,
  );
  const looked = await Promise.all(
    checks.map(async (check) => {
      const isInVain = stranger && check.aws && check.id !== 'credentials';
      const findings = isInVain ? [skip('not asked: AWS does not say who calls')] : await look(check, facts);
      options.signal?.throwIfAborted();
      return { check, findings };
    }),
  );
  const told = new Map<CvsError, string>();
  const examined = looked.map(({ check, findings }) => judge(check, findings, told));
  const count = (status: FindingStatus) => examined.filter((one) => one.status === status).length;
  return {
    checks: examined,
    counts: { pass: count('pass'), warn: count('warn'), fail: count('fail'), skip: count('skip') },
  };
}

async function look(check: Check, facts: DoctorFacts): Promise<readonly RawFinding[]> {
  try {
    return await check.run(facts);
  } catch (error) {
    if (error instanceof CvsError) return [failedBy(error)];
    throw error;
  }
}

/** @param told the causes that a check has told of, with its title */
function judge({ id, group, title }: Check, raw: readonly RawFinding[], told: Map<CvsError, string>): Examined {
  const known = new Map(told);
  const all = raw.map(({ cause, ...finding }): Finding => {
    const elsewhere = cause && known.get(cause);
    if (cause) told.set(cause, elsewhere ?? title);
    return elsewhere === undefined ? finding : skip(`not seen: see "${elsewhere}"`, finding.region);
  });
  // Several things of a region may lack the same.
  const findings = [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
  const worst = FROM_BAD_TO_GOOD.find((one) => findings.some(({ status }) => status === one)) ?? 'skip';
  // Half seen is not well.
  const isHalfSeen = raw.some(({ cause }) => cause && known.has(cause));
  return { id, group, title, status: worst === 'pass' && isHalfSeen ? 'skip' : worst, findings };
}
