import type { CvsRun } from '../../support/cvs/cvs.js';
import { DocSession, READERS, type ReaderRole } from '../../support/doc-session.js';
import type { Reader } from './readers.js';

/**
 * Readers at the same time. Each has a sandbox, a process for its commands and the functions that it deployed: with more
 * of them, commands on a small machine get no answer in time.
 */
const AT_ONCE = 2;

/** What came of what the readers typed. */
export interface Reading {
  /** Of each line. */
  runs: ReadonlyMap<string, CvsRun>;
  /** What the sandboxes refused to readers' roles and to functions'. */
  refused: readonly string[];
  /** Actions that each role needed. */
  called: ReadonlyMap<ReaderRole, ReadonlySet<string>>;
  /** The readers that did not get to the end, with the reason. */
  gaveUp: ReadonlyMap<string, unknown>;
}

/** Lets readers type their lines, each in a sandbox of its own. */
export async function readAll(readers: readonly Reader[]): Promise<Reading> {
  const runs = new Map<string, CvsRun>();
  const refused: string[] = [];
  const called = new Map<ReaderRole, Set<string>>(READERS.map((role) => [role, new Set()]));
  const gaveUp = new Map<string, unknown>();
  const waiting = [...readers];
  const readOn = async () => {
    for (let reader = waiting.shift(); reader; reader = waiting.shift()) await readThrough(reader);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, readOn));
  return { runs, refused, called, gaveUp };

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
    refused.push(...session.refused);
    for (const [role, actions] of session.called) for (const action of actions) called.get(role)?.add(action);
  }
}
