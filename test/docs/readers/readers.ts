import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHttpClient } from '../../../src/lib/http/undici-client.js';
import { type DocCommand, docCommands } from '../../support/doc-commands.js';
import type { DocSession } from '../../support/doc-session.js';
import { createSolutionStacks } from '../../support/solution-stack.js';

/** Documents whose lines are typed; `test/docs/command-lines.test.ts` checks the lines of all documents. */
export const LINES = [
  'README.md',
  'docs/install.md',
  'docs/first-day.md',
  'docs/runbook.md',
  'docs/detector.md',
  'docs/commands.md',
].flatMap((file) => docCommands(file).filter(({ args }) => !args.includes('--help')));

/**
 * `.ci/run` runs the demo and reads its report; here it runs with `--keep`. `test/commands/drill-fault.sandbox.test.ts`
 * runs these drills, with a short hold-down.
 */
const ELSEWHERE = ['demo', 'drill --fault freeze --duration 30s', 'drill --outage --duration 1m'];

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
/** Its other lines stand in other documents too. */
const FIRST_DAY = take('docs/first-day.md', /^(doctor|verify)/);
const RUNBOOK = take('docs/runbook.md');
const DETECTOR = take('docs/detector.md');
const SANDBOX = ['README.md', 'docs/commands.md'].flatMap((file) => take(file, /^(sandbox start|demo)/));
const FAULTS = take('docs/commands.md', /^sandbox fault/);
const DRAINS = take('docs/commands.md', /^failover drain/);
const CLOSES = take('docs/commands.md', /^failover close/);
const HASTY_DRILLS = take('docs/commands.md', /^drill .*--now/);
const DRILLS = take('docs/commands.md', /^drill/);
const DESTROYS = take('docs/commands.md', /^destroy/);
/** After it nothing is left. */
const LAST = take('docs/first-day.md', /^destroy/);
const REFERENCE = take('docs/commands.md');

export interface Reader {
  name: string;
  /** Whether a cluster is deployed when the reader begins. */
  begins: 'empty' | 'deployed';
  /** What it types. */
  lines: readonly DocCommand[];
  read(session: DocSession): Promise<void>;
}

/** Those who deploy something themselves; the one that takes longest first. */
export const BEGINNERS: readonly Reader[] = [
  {
    name: 'the sandbox by hand',
    begins: 'empty',
    // Each line starts its own sandbox.
    lines: SANDBOX,
    read: (session) => typeAll(session, SANDBOX),
  },
  {
    name: 'the install guide',
    begins: 'empty',
    lines: INSTALL,
    read: (session) => typeAll(session, INSTALL),
  },
];

/** Those who come to a cluster that is deployed; the one that takes longest first. */
export const OPERATORS: readonly Reader[] = [
  {
    name: 'drills, and the reference',
    begins: 'deployed',
    lines: [...DRILLS.slice(1), ...DETECTOR, ...REFERENCE, ...DESTROYS, ...FAULTS],
    async read(session) {
      await failOver(session, DRILLS.slice(1));
      await createSolutionStacks(session.sandbox);
      await saveLadders(session);
      await typeAll(session, [...DETECTOR, ...REFERENCE]);
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
    name: 'the runbook, drains, and drills in a hurry',
    begins: 'deployed',
    lines: [...RUNBOOK, ...DRAINS, ...HASTY_DRILLS],
    read: (session) => failOver(session, [...RUNBOOK, ...DRAINS, ...HASTY_DRILLS]),
  },
  {
    name: 'the first day, closes, and a drill',
    begins: 'deployed',
    lines: [...FIRST_DAY, ...CLOSES, ...DRILLS.slice(0, 1), ...LAST],
    async read(session) {
      await typeAll(session, FIRST_DAY);
      await failOver(session, [...CLOSES, ...DRILLS.slice(0, 1)]);
      await typeAll(session, LAST);
    },
  },
];

/** Lines that no test types here. */
export const isElsewhere = ({ args }: DocCommand): boolean => ELSEWHERE.includes(args.join(' '));

async function typeAll(session: DocSession, lines: readonly DocCommand[]): Promise<void> {
  for (const line of lines) await session.type(line);
}

/** Closes, drains, reroutes and drills begin with every region open. */
async function failOver(session: DocSession, lines: readonly DocCommand[]): Promise<void> {
  let open = true;
  for (const line of lines) {
    const leaves = /^failover (close|drain|reroute)/.test(line.args.join(' '));
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
