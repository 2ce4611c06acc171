import { CvsError } from '../errors.js';
import { type Check, type Finding, type FindingStatus, failedBy, type RawFinding, skip } from './check.js';
import type { DoctorFacts } from './facts.js';

/** The result of one check. */
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
  /** How many checks ended with each status. */
  counts: Readonly<Record<FindingStatus, number>>;
}

const FROM_BAD_TO_GOOD: readonly FindingStatus[] = ['fail', 'warn', 'pass', 'skip'];

/**
 * Runs all checks at once, each on its own: a check that cannot look fails, and the others go on. Without credentials the
 * checks that ask AWS are skipped, and only the check of the credentials fails. When several checks cannot look for one
 * cause, the first tells of it and the others are skipped.
 *
 * @throws only bugs, and the signal's reason
 */
export async function examine(
  checks: readonly Check[],
  facts: DoctorFacts,
  options: { signal?: AbortSignal } = {},
): Promise<Examination> {
  const isUnknownCaller = await facts.caller().then(
    () => false,
    () => true,
  );
  const looked = await Promise.all(
    checks.map(async (check) => {
      const cannotAsk = isUnknownCaller && !check.withoutAws && check.id !== 'credentials';
      const findings = cannotAsk ? [skip('not asked: AWS does not accept the credentials')] : await look(check, facts);
      options.signal?.throwIfAborted();
      return { check, findings };
    }),
  );
  const told = new Map<CvsError, string>();
  const examined = looked.map(({ check, findings }) => judge(check, findings, told));
  const counts = { pass: 0, warn: 0, fail: 0, skip: 0 };
  for (const { status } of examined) counts[status] += 1;
  return { checks: examined, counts };
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
    return elsewhere === undefined ? finding : { ...skip(`not seen: see "${elsewhere}"`), region: finding.region };
  });
  // Several things of a region may have the same finding.
  const findings = [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
  const worst = FROM_BAD_TO_GOOD.find((one) => findings.some(({ status }) => status === one)) ?? 'skip';
  // A check that saw only part of what it checks must not pass.
  const sawOnlyPart = raw.some(({ cause }) => cause && known.has(cause));
  return { id, group, title, status: worst === 'pass' && sawOnlyPart ? 'skip' : worst, findings };
}
