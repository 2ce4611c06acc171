import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { formatCluster } from '../../src/lib/cluster/format.js';
import { type PolicyKind, policyOf, ROLES, type Role } from '../../src/lib/iam/role-policies.js';
import type { RoleSession } from '../../src/sandbox/access-keys.js';
import type { Rule } from '../../src/sandbox/api/pipeline.js';
import type { SandboxLogEntry } from '../../src/sandbox/environment.js';
import type { Sandbox } from '../../src/sandbox/start-sandbox.js';
import { type CvsRun, cvsEnvironment } from './cvs/cvs.js';
import { CvsShell } from './cvs/cvs-shell.js';
import { cvsUntil } from './cvs/cvs-until.js';
import { startDeployedSandbox } from './deployed-sandbox.js';
import type { DocCommand } from './doc-commands.js';
import { POLICY_NAMES } from './policy-names.js';
import { sandboxVariables } from './sandbox-keys.js';
import { makeRole } from './sandbox-role.js';
import { startTestSandbox, streamFlags } from './test-sandbox.js';

/** What viewers load, in the documents. */
const MASTER_URL = 'https://d333333abcdef8.cloudfront.net/playlist.m3u8';

/** What goes on until Ctrl-C, and what it prints once it is under way. */
const ENDLESS: readonly (readonly [line: RegExp, until: RegExp])[] = [
  [/^sandbox start/, /destroy --yes/],
  [/^demo --keep/, /curl http/],
  [/^status --watch/, /eu-west-2/],
  [/^board/, /The board: http/],
  [/^detector run/, /"state":"fresh"/],
];

/** What prints how to go on in another terminal, and is gone on from. */
const FOLLOWED = new Set(['sandbox start', 'demo --keep']);

/** What the documents call them. */
const CLUSTER = 'spring-final';
const BUCKET = 'elementalrodeo99';

/** Who types a line: a role, or a viewer who verifies. */
export type ReaderRole = Role | 'verifier';

export const READERS: readonly ReaderRole[] = [...ROLES, 'verifier'];

/** What each role may run, by docs/iam.md; a deployer runs the others. */
const ROLE_OF: Readonly<Record<string, ReaderRole>> = {
  status: 'viewer',
  outputs: 'viewer',
  doctor: 'viewer',
  'playlist build': 'viewer',
  'playlist check': 'viewer',
  'failover history': 'viewer',
  'failover close': 'operator',
  'failover open': 'operator',
  'failover drain': 'operator',
  'failover reroute': 'operator',
  drill: 'operator',
  board: 'operator',
  verify: 'verifier',
  'doctor --preflight': 'verifier',
};

/** Policies that a role has besides its own, by docs/iam.md. */
const BESIDES: Readonly<Partial<Record<ReaderRole, readonly PolicyKind[]>>> = {
  deployer: ['serving', 'running'],
  verifier: ['viewer'],
};

/** What docs/iam.md says in words that a deployer needs for the stack which made the streams. */
const FROM_STACK = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 'cloudformation:DescribeStacks',
      Resource: `arn:aws:cloudformation:*:${POLICY_NAMES.account}:stack/live-streaming/*`,
    },
  ],
});

/** What a log says where permissions are missing. */
const REFUSED = /not authorized to perform/;

/**
 * A reader of the documents, with a sandbox and a folder of their own. Each line is typed by a session of the role that the
 * documents give it to, and the role has exactly the policies that the documents give to it.
 */
export class DocSession {
  /** What each line came to. */
  readonly runs = new Map<string, CvsRun>();
  /** What the sandbox refused to anybody, its functions included. */
  readonly refused: readonly string[];
  /** Actions that each role needed. */
  readonly called: ReadonlyMap<ReaderRole, ReadonlySet<string>>;
  readonly sandbox: Sandbox;
  readonly #roleOf: (args: readonly string[]) => ReaderRole;
  readonly #shell: CvsShell;
  readonly #closeSandbox: () => Promise<void>;

  private constructor(
    readonly folder: string,
    running: { sandbox: Sandbox; close: () => Promise<void> },
    seen: Pick<DocSession, 'refused' | 'called'>,
    roleOf: (args: readonly string[]) => ReaderRole,
  ) {
    this.sandbox = running.sandbox;
    this.#closeSandbox = () => running.close();
    this.refused = seen.refused;
    this.called = seen.called;
    this.#roleOf = roleOf;
    this.#shell = new CvsShell();
  }

  /** @param kind whether the sandbox has two streams and nothing else, or a cluster of them that is deployed */
  static async start(kind: 'empty' | 'deployed'): Promise<DocSession> {
    const refused: string[] = [];
    const called = new Map(READERS.map((role) => [role, new Set<string>()]));
    let running: Sandbox | undefined;
    const intercept: Rule = async (request) => {
      const service = running?.services.wires.find(({ signingNames }) => signingNames.includes(request.service));
      const role = READERS.find(
        (one) => running?.keys.sessionOf(one, sessionOf(one)).accessKeyId === request.accessKeyId,
      );
      if (role && service) for (const { action } of await service.needs(request)) called.get(role)?.add(action);
      return undefined;
    };
    const log = ({ source, message }: SandboxLogEntry) => {
      if (REFUSED.test(message)) refused.push(`${source}: ${message}`);
    };
    const folder = await mkdtemp(join(tmpdir(), 'cvs-docs-'));
    if (kind === 'deployed') {
      const deployed = await startDeployedSandbox(CLUSTER, { log, intercept }, (cluster) => ({
        ...cluster,
        assets: { ...cluster.assets, bucketBaseName: BUCKET },
      }));
      await writeFile(join(folder, 'cvs.yaml'), formatCluster(deployed.cluster, 'cluster.schema.json'));
      running = deployed.sandbox;
      await makeRoles(running);
      return new DocSession(folder, deployed, { called, refused }, roleOf);
    }
    const sandbox = await startTestSandbox({ log, intercept });
    running = sandbox;
    await makeRoles(sandbox);
    // Where nothing is deployed yet, the reader is about to.
    return new DocSession(folder, { sandbox, close: () => sandbox.close() }, { called, refused }, () => 'deployer');
  }

  async close(): Promise<void> {
    await this.#shell.close();
    await this.#closeSandbox();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Types a line of a document; nobody is there to answer, and the sandbox's streams take the examples' place. */
  async type({ args }: DocCommand): Promise<void> {
    const line = args.join(' ');
    const typed = await this.#withMasterUrl(this.#inSandbox(unattended(args, this.sandbox)));
    const until = ENDLESS.find(([pattern]) => pattern.test(line))?.[1];
    const env = this.#environment(args);
    // A sweep is done hours later, when CloudFront holds no replica of the copilot any more.
    if (args.includes('--sweep')) this.sandbox.cloudFront.releaseReplicas();
    const run = await (until
      ? cvsUntil(typed, { cwd: this.folder, env }, until, (printed) => this.#follow(line, printed))
      : this.#run(typed, env));
    this.runs.set(line, run);
  }

  /** What a line of the documents takes for granted. @throws when it fails */
  async prepare(...args: string[]): Promise<CvsRun> {
    const run = await this.#run(args);
    if (run.exitCode !== 0) throw new Error(`cvs ${args.join(' ')} exited ${run.exitCode}:\n${run.stderr}`);
    return run;
  }

  #run(args: readonly string[], env = this.#environment(args)): Promise<CvsRun> {
    return this.#shell.run(args, { cwd: this.folder, env: cvsEnvironment({ env }) });
  }

  /** The variables of a session of the role that a line is for. */
  #environment(args: readonly string[]): Record<string, string> {
    const role = this.#roleOf(args);
    const { endpoint, keys } = this.sandbox;
    return sandboxVariables(endpoint, keys.sessionOf(role, sessionOf(role)));
  }

  /** What a sandbox says to type in another terminal is typed in another terminal. */
  async #follow(line: string, printed: string): Promise<void> {
    const [, script] = /in another terminal:\n\n([\s\S]*)$/i.exec(printed) ?? [];
    // The same is printed each time, and where something is to go wrong it does.
    if (script === undefined || !FOLLOWED.has(line)) return;
    await execa('sh', ['-e', '-c', script], { cwd: this.folder, env: cvsEnvironment({}), extendEnv: false });
  }

  #inSandbox(args: readonly string[]): string[] {
    const [one, two] = this.sandbox.streams;
    if (!one || !two) throw new Error('The documents tell of two streams.');
    const real: readonly (readonly [example: RegExp, value: string])[] = [
      [/https:\/\/(d111111abcdef8\.cloudfront\.net|d1\.example\.com)\/[^\s,]*/, one.distributionPlaylistUrl],
      [/https:\/\/(d222222abcdef8\.cloudfront\.net|d2\.example\.com)\/[^\s,]*/, two.distributionPlaylistUrl],
      [/https:\/\/(one|abc|origin)\.(mediapackage\.eu-west-1\.amazonaws|example)\.com\/\S*/, one.originPlaylistUrl],
      [/https:\/\/two\.mediapackage\.eu-west-2\.amazonaws\.com\/\S*/, two.originPlaylistUrl],
      [/d111111abcdef8\.cloudfront\.net/, one.distributionDomain],
      [/E1A2B3C4D5E6F7/, one.distributionId],
      [/E7F6D5C4B3A2E1/, two.distributionId],
      // Ports that others may use.
      [/^127\.0\.0\.1:9090/, '127.0.0.1:0'],
      [/^4570$/, '0'],
    ];
    return args.map((word) => real.reduce((text, [example, value]) => text.replace(example, value), word));
  }

  /** The documents' master playlist is the one that was deployed. */
  async #withMasterUrl(args: readonly string[]): Promise<string[]> {
    if (!args.includes(MASTER_URL)) return [...args];
    const { masterPlaylistUrl } = (await this.prepare('status', '--json')).json() as {
      masterPlaylistUrl: { value: string };
    };
    return args.map((word) => (word === MASTER_URL ? masterPlaylistUrl.value : word));
  }
}

function roleOf(args: readonly string[]): ReaderRole {
  return ROLE_OF[args.slice(0, 2).join(' ')] ?? ROLE_OF[args[0] ?? ''] ?? 'deployer';
}

function sessionOf(role: ReaderRole): RoleSession {
  return { roleArn: `arn:aws:iam::${POLICY_NAMES.account}:role/${role}`, sessionName: 'reader' };
}

/** The roles of docs/iam.md, with the names of this sandbox. */
async function makeRoles(sandbox: Sandbox): Promise<void> {
  const names = {
    ...POLICY_NAMES,
    cluster: CLUSTER,
    bucketBaseName: BUCKET,
    distributionIds: sandbox.streams.map(({ distributionId }) => distributionId),
  };
  for (const role of READERS) {
    const kinds: readonly PolicyKind[] = [role, ...(BESIDES[role] ?? [])];
    const policies = Object.fromEntries(kinds.map((kind) => [kind, JSON.stringify(policyOf(kind, names))]));
    await makeRole(sandbox, role, role === 'deployer' ? { ...policies, 'init --from-stack': FROM_STACK } : policies);
  }
}

/** What nobody is there to answer is said by flags; what takes minutes takes seconds. */
function unattended(args: readonly string[], sandbox: Sandbox): string[] {
  const [id] = args;
  const shell = args.indexOf('>');
  if (shell >= 0) return args.slice(0, shell);
  if (id === 'init') {
    const values = [`--name=${CLUSTER}`, `--bucket-base-name=${BUCKET}`, ...streamFlags(sandbox.streams)];
    return args.length > 1 ? [...args, '--force'] : ['init', '--yes', '--force', ...values];
  }
  // The same drill, without the waits that give its viewers something to report; a busy machine makes them stall.
  if (id === 'drill') {
    const limits = ['--max-stall=1m', '--max-switch=1m', '--abort-after=1m', '--max-errors=1000'];
    return [...without(args, /^--(duration|baseline|max-stall)$/), '--duration=2s', '--baseline=2s', ...limits];
  }
  if (id === 'sandbox' && args[1] === 'start') {
    return [...without(args, /^--speed$/), ...(args.includes('--port') ? [] : ['--port', '0']), '--speed', '2000'];
  }
  if (id === 'board') return [...without(args, /^--port$/), '--port', '0'];
  const asks = id === 'deploy' || id === 'destroy' || args.includes('--off-air');
  return asks && !args.includes('--yes') && !args.includes('--dry-run') ? [...args, '--yes'] : [...args];
}

/** Without some flags and their values. */
function without(args: readonly string[], flags: RegExp): string[] {
  return args.filter((word, index) => !flags.test(word) && !flags.test(args[index - 1] ?? ''));
}
