import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { createHttpClient } from '../../src/lib/http/undici-client.js';
import { ROLES, type Role, rolePolicy } from '../../src/lib/iam/role-policies.js';
import { type CvsRun, packageRoot } from '../support/cvs/cvs.js';
import { type DocCommand, docCommands } from '../support/doc-commands.js';
import { DocSession } from '../support/doc-session.js';
import { POLICY_NAMES } from '../support/policy-names.js';
import { createSolutionStacks } from '../support/solution-stack.js';

/** Documents whose lines are typed; `test/docs/command-lines.test.ts` checks the lines of all documents. */
const LINES = ['README.md', 'docs/install.md', 'docs/runbook.md', 'docs/detector.md', 'docs/commands.md'].flatMap(
  (file) => docCommands(file).filter(({ args }) => !args.includes('--help')),
);

/** `.ci/run` runs the demo and reads its report; here it runs with `--keep`. */
const ELSEWHERE = ['demo'];

const taken = new Set<string>(ELSEWHERE);

/** Lines of a document that no other reader has, so that each line is typed once. */
function take(file: string, pattern = /./): DocCommand[] {
  return LINES.filter(({ place, args }) => {
    const line = args.join(' ');
    if (!place.startsWith(`${file}:`) || !pattern.test(line) || taken.has(line)) return false;
    taken.add(line);
    return true;
  });
}

/** From the first command to the last, in order; these lines include those of the README's own cluster. */
const INSTALL = take('docs/install.md');
const RUNBOOK = take('docs/runbook.md');
const DETECTOR = take('docs/detector.md');
const SANDBOX = ['README.md', 'docs/commands.md'].flatMap((file) => take(file, /^(sandbox start|demo)/));
const FAULTS = take('docs/commands.md', /^sandbox fault/);
const DRAINS = take('docs/commands.md', /^failover drain/);
const CLOSES = take('docs/commands.md', /^failover close/);
const HASTY_DRILLS = take('docs/commands.md', /^drill .*--now/);
const DRILLS = take('docs/commands.md', /^drill/);
const DESTROYS = take('docs/commands.md', /^destroy/);
const REFERENCE = take('docs/commands.md');

interface Reader {
  name: string;
  /** Whether a cluster is deployed when the reader begins. */
  begins: 'empty' | 'deployed';
  read(session: DocSession): Promise<void>;
}

/**
 * Readers at the same time. Each has a sandbox, a process for its commands and the functions that it deployed: with more
 * of them, commands on a small machine get no answer in time.
 */
const AT_ONCE = 2;

/** Each with its own sandbox; the one that takes longest first. */
const READERS: readonly Reader[] = [
  {
    name: 'drills, and the reference',
    begins: 'deployed',
    async read(session) {
      await failOver(session, DRILLS.slice(1));
      await createSolutionStacks(session.sandbox);
      await saveLadders(session);
      for (const line of [...DETECTOR, ...REFERENCE]) await session.type(line);
      for (const line of DESTROYS) {
        await session.type(line);
        await session.prepare('deploy', '--yes');
      }
      for (const line of FAULTS) {
        // `fault clear fault-2` has one to clear.
        for (let made = 0; made < 2 && line.args.at(-1) === 'fault-2'; made += 1) {
          await session.prepare('sandbox', 'fault', 'add', 'expired-token', '--after', '99');
        }
        await session.type(line);
        await session.prepare('sandbox', 'fault', 'clear');
      }
    },
  },
  {
    name: 'the install guide',
    begins: 'empty',
    async read(session) {
      for (const line of INSTALL) await session.type(line);
    },
  },
  {
    name: 'the sandbox by hand',
    begins: 'empty',
    async read(session) {
      // Each line starts its own sandbox.
      for (const line of SANDBOX) await session.type(line);
    },
  },
  {
    name: 'the runbook, drains, and drills in a hurry',
    begins: 'deployed',
    read: (session) => failOver(session, [...RUNBOOK, ...DRAINS, ...HASTY_DRILLS]),
  },
  {
    name: 'closes, and a drill',
    begins: 'deployed',
    read: (session) => failOver(session, [...CLOSES, ...DRILLS.slice(0, 1)]),
  },
];

/** Closes, drains and drills begin with every region open. */
async function failOver(session: DocSession, lines: readonly DocCommand[]): Promise<void> {
  let open = true;
  for (const line of lines) {
    const leaves = /^failover (close|drain)/.test(line.args.join(' '));
    if (!open && (leaves || line.args[0] === 'drill')) await session.prepare('failover', 'open', '--all');
    await session.type(line);
    open = !leaves;
  }
}

/** The files in the example of `playlist build --from`. */
async function saveLadders({ sandbox, folder }: DocSession): Promise<void> {
  const http = createHttpClient();
  for (const [index, name] of ['one.m3u8', 'two.m3u8'].entries()) {
    const { body } = await http.fetch(sandbox.streams[index]?.originPlaylistUrl ?? '');
    await writeFile(join(folder, name), body);
  }
  await http.close();
}

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

describe('the documents, typed line by line in the sandbox', () => {
  const runs = new Map<string, CvsRun>();
  const called = new Map<Role, Set<string>>(ROLES.map((role) => [role, new Set()]));
  const gaveUp = new Map<string, unknown>();

  beforeAll(async () => {
    const waiting = [...READERS];
    const readOn = async () => {
      for (let reader = waiting.shift(); reader; reader = waiting.shift()) await readThrough(reader);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, readOn));
  }, 600_000);

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

  test.each(READERS.map(({ name }) => name))('a reader of %s gets to the end', (name) => {
    expect(gaveUp.get(name)).toBeUndefined();
  });

  test.each(
    LINES.filter(({ args }) => !ELSEWHERE.includes(args.join(' '))).map(({ place, args }) => [place, args.join(' ')]),
  )('%s: cvs %s', (_place, line) => {
    const run = runs.get(line);
    if (run?.exitCode !== 0) {
      throw new Error(run ? `exited ${run.exitCode}:\n${run.stdout}\n${run.stderr}` : 'no reader has typed it');
    }
  });

  test.each(ROLES)('the policy of a %s allows every call that was made, and is as docs/iam.md has it', (role) => {
    const policy = rolePolicy(role, POLICY_NAMES);
    const allowed = new Set(policy.Statement.flatMap(({ Action }) => Action));
    expect([...(called.get(role) ?? [])].filter((action) => !allowed.has(action))).toEqual([]);
    expect(readFileSync(join(packageRoot, 'docs/iam.md'), 'utf8')).toContain(JSON.stringify(policy, null, 2));
  });

  test.each(['viewer', 'operator'] as const)('the policy of a %s grants nothing that was not called', (role) => {
    const made = new Set([
      ...(called.get('viewer') ?? []),
      ...(role === 'operator' ? (called.get('operator') ?? []) : []),
    ]);
    // The sandbox's streams are of the older kind, without a cache policy.
    made.add('cloudfront:GetCachePolicy');
    const granted = rolePolicy(role, POLICY_NAMES).Statement.flatMap(({ Action }) => Action);
    expect(granted.filter((action) => !made.has(action))).toEqual([]);
  });
});
