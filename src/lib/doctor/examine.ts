import { CvsError } from '../errors.js';
import { type Check, type Finding, type FindingStatus, fail, skip } from './check.js';
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
 * credentials what asks AWS is skipped, and only what says so fails.
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
  const examined = await Promise.all(
    checks.map(async (check): Promise<Examined> => {
      const { id, group, title } = check;
      const findings =
        stranger && check.aws && id !== 'credentials' ? [skip('needs credentials')] : await look(check, facts);
      options.signal?.throwIfAborted();
      const status = FROM_BAD_TO_GOOD.find((one) => findings.some((finding) => finding.status === one)) ?? 'skip';
      return { id, group, title, status, findings };
    }),
  );
  const count = (status: FindingStatus) => examined.filter((one) => one.status === status).length;
  return {
    checks: examined,
    counts: { pass: count('pass'), warn: count('warn'), fail: count('fail'), skip: count('skip') },
  };
}

async function look(check: Check, facts: DoctorFacts): Promise<readonly Finding[]> {
  try {
    return await check.run(facts);
  } catch (error) {
    if (!(error instanceof CvsError)) throw error;
    return [fail(error.message, error.suggestions[0] ?? 'Mend it, then run cvs doctor again.')];
  }
}
