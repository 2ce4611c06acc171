import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { formatCluster } from '../../src/lib/cluster/format.js';
import type { Rule } from '../../src/sandbox/api/pipeline.js';
import type { Sandbox } from '../../src/sandbox/start-sandbox.js';
import { iamActions } from './calls.js';
import { type CvsRun, cvsEnvironment } from './cvs/cvs.js';
import { CvsShell } from './cvs/cvs-shell.js';
import { cvsUntil } from './cvs/cvs-until.js';
import { startDeployedSandbox } from './deployed-sandbox.js';
import type { DocCommand } from './doc-commands.js';
import { startTestSandbox, streamFlags } from './test-sandbox.js';

/** What viewers load, in the documents. */
const MASTER_URL = 'https://d333333abcdef8.cloudfront.net/playlist.m3u8';

/** What goes on until Ctrl-C, and what it prints once it is under way. */
const ENDLESS: readonly (readonly [line: RegExp, until: RegExp])[] = [
  [/^sandbox start/, /destroy --yes/],
  [/^demo --keep/, /curl http/],
  [/^status --watch/, /eu-west-2/],
  [/^detector run/, /"state":"fresh"/],
];

/** What prints how to go on in another terminal, and is gone on from. */
const FOLLOWED = new Set(['sandbox start', 'demo --keep']);

/** What the documents call them. */
const CLUSTER = 'spring-final';
const BUCKET = 'elementalrodeo99';

/** A reader of the documents, with a sandbox and a folder of their own. */
export class DocSession {
  /** What each line came to. */
  readonly runs = new Map<string, CvsRun>();
  /** Permissions that each line's calls need. */
  readonly actions = new Map<string, Set<string>>();
  readonly sandbox: Sandbox;
  readonly #calls: Set<string>;
  readonly #shell: CvsShell;
  readonly #closeSandbox: () => Promise<void>;

  private constructor(
    readonly folder: string,
    running: { sandbox: Sandbox; close: () => Promise<void> },
    calls: Set<string>,
  ) {
    this.sandbox = running.sandbox;
    this.#closeSandbox = () => running.close();
    this.#calls = calls;
    this.#shell = new CvsShell();
  }

  /** @param kind whether the sandbox has two streams and nothing else, or a cluster of them that is deployed */
  static async start(kind: 'empty' | 'deployed'): Promise<DocSession> {
    const calls = new Set<string>();
    const intercept: Rule = (request) => {
      // The functions that run in the sandbox call it too, with credentials of their own.
      if (request.accessKeyId === 'SANDBOX') for (const action of iamActions(request)) calls.add(action);
      return undefined;
    };
    const folder = await mkdtemp(join(tmpdir(), 'cvs-docs-'));
    if (kind === 'deployed') {
      const deployed = await startDeployedSandbox(CLUSTER, { intercept }, (cluster) => ({
        ...cluster,
        assets: { ...cluster.assets, bucketBaseName: BUCKET },
      }));
      await writeFile(join(folder, 'cvs.yaml'), formatCluster(deployed.cluster, 'cluster.schema.json'));
      return new DocSession(folder, deployed, calls);
    }
    const sandbox = await startTestSandbox({ intercept });
    return new DocSession(folder, { sandbox, close: () => sandbox.close() }, calls);
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
    this.#calls.clear();
    const until = ENDLESS.find(([pattern]) => pattern.test(line))?.[1];
    const options = { cwd: this.folder, endpoint: this.sandbox.endpoint };
    // A sweep is done hours later, when CloudFront holds no replica of the copilot any more.
    if (args.includes('--sweep')) this.sandbox.cloudFront.releaseReplicas();
    const run = await (until
      ? cvsUntil(typed, options, until, (printed) => this.#follow(line, printed))
      : this.#run(typed));
    this.runs.set(line, run);
    this.actions.set(line, new Set(this.#calls));
  }

  /** What a line of the documents takes for granted. @throws when it fails */
  async prepare(...args: string[]): Promise<CvsRun> {
    const run = await this.#run(args);
    if (run.exitCode !== 0) throw new Error(`cvs ${args.join(' ')} exited ${run.exitCode}:\n${run.stderr}`);
    return run;
  }

  #run(args: readonly string[]): Promise<CvsRun> {
    return this.#shell.run(args, { cwd: this.folder, env: cvsEnvironment({ endpoint: this.sandbox.endpoint }) });
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
  const asks = id === 'deploy' || id === 'destroy' || args.includes('--off-air');
  return asks && !args.includes('--yes') && !args.includes('--dry-run') ? [...args, '--yes'] : [...args];
}

/** Without some flags and their values. */
function without(args: readonly string[], flags: RegExp): string[] {
  return args.filter((word, index) => !flags.test(word) && !flags.test(args[index - 1] ?? ''));
}
