import { ROLES, type Role } from '../../../src/lib/iam/role-policies.js';
import type { CvsRun } from '../../support/cvs/cvs.js';
import { DocSession } from '../../support/doc-session.js';
import type { Reader } from './readers.js';

/**
 * Readers at the same time. Each has a sandbox, a process for its commands and the functions that it deployed: with more
 * of them, commands on a small machine get no answer in time.
 */
const AT_ONCE = 2;

/** What each role may run, by docs/iam.md. */
const ROLE_OF: Readonly<Record<string, Role>> = {
  status: 'viewer',
  outputs: 'viewer',
  doctor: 'viewer',
  'playlist build': 'viewer',
  'playlist check': 'viewer',
  'failover history': 'viewer',
  'failover close': 'operator',
  'failover open': 'operator',
  'failover drain': 'operator',
  drill: 'operator',
};

/** Calls that need no permission (IAM user guide; STS API reference, GetCallerIdentity). */
const FREE = new Set(['sts:GetCallerIdentity']);

/** What came of what the readers typed. */
export interface Reading {
  /** Of each line. */
  runs: ReadonlyMap<string, CvsRun>;
  /** Permissions that the calls needed, by the role that runs the lines. */
  called: ReadonlyMap<Role, ReadonlySet<string>>;
  /** The readers that did not get to the end, with the reason. */
  gaveUp: ReadonlyMap<string, unknown>;
}

/** Lets readers type their lines, each in a sandbox of its own. */
export async function readAll(readers: readonly Reader[]): Promise<Reading> {
  const runs = new Map<string, CvsRun>();
  const called = new Map<Role, Set<string>>(ROLES.map((role) => [role, new Set()]));
  const gaveUp = new Map<string, unknown>();
  const waiting = [...readers];
  const readOn = async () => {
    for (let reader = waiting.shift(); reader; reader = waiting.shift()) await readThrough(reader);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, readOn));
  return { runs, called, gaveUp };

  async function readThrough({ name, begins, read }: Reader): Promise<void> {
    let session: DocSession | undefined;
    try {
      session = await DocSession.start(begins);
      await read(session);
    } catch (error) {
      gaveUp.set(name, error);
    } finally {
      await session?.close();
    }
    if (!session) return;
    for (const [line, run] of session.runs) runs.set(line, run);
    for (const [line, actions] of session.actions) {
      const role = ROLE_OF[line.split(' ').slice(0, 2).join(' ')] ?? ROLE_OF[line.split(' ')[0] ?? ''] ?? 'deployer';
      for (const action of actions) if (!FREE.has(action)) called.get(role)?.add(action);
    }
  }
}
