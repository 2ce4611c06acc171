import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../src/lib/clock.js';
import { ROLES, type Role, rolePolicy } from '../../src/lib/iam/role-policies.js';
import { type Sandbox, startSandbox } from '../../src/lib/sandbox/start-sandbox.js';
import { iamActions } from '../support/calls.js';
import { type CvsRun, cvs, packageRoot } from '../support/cvs.js';
import { type DocCommand, docCommands } from '../support/doc-commands.js';
import { streamFlags } from '../support/test-sandbox.js';

interface Manifest {
  commands: Record<string, { flags: Record<string, { char?: string }>; args: Record<string, object> }>;
}

const manifest = JSON.parse(readFileSync(join(packageRoot, 'oclif.manifest.json'), 'utf8')) as Manifest;
const FILES = [
  'README.md',
  ...readdirSync(join(packageRoot, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** The command's id, and what follows it. */
function resolve(args: readonly string[]): { id: string; rest: readonly string[] } | undefined {
  for (let length = Math.min(3, args.length); length > 0; length -= 1) {
    const id = args.slice(0, length).join(':');
    if (manifest.commands[id]) return { id, rest: args.slice(length) };
  }
  return undefined;
}

describe('every command line in the documents', () => {
  test.each(
    FILES.flatMap((file) => docCommands(file)).map((one): [string, string, DocCommand] => [
      one.place,
      one.args.join(' '),
      one,
    ]),
  )('%s: cvs %s is one that cvs has, with flags that it has', (_place, _line, { args }) => {
    const found = resolve(args);
    expect(found).toBeDefined();
    const known = manifest.commands[found?.id ?? ''];
    const flags = Object.entries(known?.flags ?? {}).flatMap(([name, { char }]) => [
      `--${name}`,
      ...(char ? [`-${char}`] : []),
    ]);
    const used = (found?.rest ?? []).filter((word) => /^-./.test(word)).map((word) => word.split('=')[0]);
    for (const flag of used) expect([...flags, '--help']).toContain(flag);
  });
});

/** What each role may run, by docs/iam.md. */
const ROLE_OF: Record<string, Role> = {
  status: 'viewer',
  outputs: 'viewer',
  doctor: 'viewer',
  'playlist:build': 'viewer',
  'playlist:check': 'viewer',
  'failover:history': 'viewer',
  'failover:close': 'operator',
  'failover:open': 'operator',
  'failover:drain': 'operator',
  drill: 'operator',
};

/** What viewers load, in the documents. */
const MASTER_URL = 'https://d333333abcdef8.cloudfront.net/playlist.m3u8';

/** Calls that need no permission (IAM user guide; STS API reference, GetCallerIdentity). */
const FREE = new Set(['sts:GetCallerIdentity']);

describe('the guides, followed line by line in the sandbox', () => {
  let sandbox: Sandbox;
  let folder: string;
  const calls = new Set<string>();
  const called = new Map<Role, Set<string>>(ROLES.map((role) => [role, new Set()]));

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cvs-docs-'));
    sandbox = await startSandbox({
      port: 0,
      speed: 2000,
      clock: systemClock,
      packageRoot,
      log: () => {},
      intercept: (request) => {
        // The functions that run in the sandbox call it too, with credentials of their own.
        if (request.accessKeyId === 'SANDBOX') for (const action of iamActions(request)) calls.add(action);
        return undefined;
      },
    });
  });

  afterAll(async () => {
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** What nobody is there to answer is said by flags. */
  function unattended(id: string, args: readonly string[]): string[] {
    if (id === 'init')
      return [
        'init',
        '--yes',
        '--force',
        '--name=spring-final',
        '--bucket-base-name=elementalrodeo99',
        ...streamFlags(sandbox.streams),
      ];
    // The same drill, without the waits that give its viewers something to report.
    if (id === 'drill') return args.map((word) => (/^\d+s$/.test(word) ? '3s' : word));
    const asks = id === 'deploy' || id === 'destroy' || args.includes('--off-air');
    return asks ? [...args, '--yes'] : [...args];
  }

  /** The documents' master playlist is the one that was deployed. */
  async function withMasterUrl(args: readonly string[]): Promise<string[]> {
    if (!args.includes(MASTER_URL)) return [...args];
    const { masterPlaylistUrl } = (
      await cvs(['status', '--json'], { cwd: folder, endpoint: sandbox.endpoint })
    ).json() as { masterPlaylistUrl: { value: string } };
    return args.map((word) => (word === MASTER_URL ? masterPlaylistUrl.value : word));
  }

  async function run(args: readonly string[]): Promise<CvsRun> {
    const id = resolve(args)?.id ?? '';
    const line = await withMasterUrl(unattended(id, args));
    calls.clear();
    const result = await cvs(line, { cwd: folder, endpoint: sandbox.endpoint });
    for (const action of calls) if (!FREE.has(action)) called.get(ROLE_OF[id] ?? 'deployer')?.add(action);
    return result;
  }

  /** Each line once in a document; the sandbox and the demo have tests of their own. */
  function session(file: string): DocCommand[] {
    const seen = new Set<string>();
    return docCommands(file).filter(({ args }) => {
      const line = args.join(' ');
      const fresh = !seen.has(line) && !/^(sandbox start|demo)/.test(line) && !line.endsWith('--help');
      seen.add(line);
      return fresh;
    });
  }

  test.each(
    session('docs/install.md').map((one): [string, string, DocCommand] => [one.place, one.args.join(' '), one]),
  )(
    '%s: cvs %s',
    async (_place, line, { args }) => {
      // The runbook is for what the install guide has deployed.
      if (line.startsWith('destroy')) {
        const done = session('docs/install.md').map((one) => one.args.join(' '));
        // What changes nothing, and found the same for the install guide, is not run again; the doctor finds more now.
        const again = session('docs/runbook.md').filter(
          (one) => /^(doctor|failover (close|open))/.test(one.args.join(' ')) || !done.includes(one.args.join(' ')),
        );
        for (const command of again) {
          const result = await run(command.args);
          expectDone(`${command.place}: cvs ${command.args.join(' ')}`, result);
        }
      }
      const result = await run(args);
      expectDone(`cvs ${line}`, result);
    },
    240_000,
  );

  test.each(ROLES)('the policy of a %s allows every call that was made, and is as docs/iam.md has it', (role) => {
    const names = { cluster: 'spring-final', bucketBaseName: 'elementalrodeo99', account: '123456789012' };
    const policy = rolePolicy(role, { ...names, distributionIds: ['E1A2B3C4D5E6F7', 'E7F6D5C4B3A2E1'] });
    const allowed = new Set(policy.Statement.flatMap(({ Action }) => Action));
    expect([...(called.get(role) ?? [])].filter((action) => !allowed.has(action))).toEqual([]);
    expect(readFileSync(join(packageRoot, 'docs/iam.md'), 'utf8')).toContain(JSON.stringify(policy, null, 2));
  });

  test.each(['viewer', 'operator'] as const)('the policy of a %s grants nothing that was not called', (role) => {
    const names = { cluster: 'c', bucketBaseName: 'b', account: '1', distributionIds: [] };
    const made = new Set([
      ...(called.get('viewer') ?? []),
      ...(role === 'operator' ? (called.get('operator') ?? []) : []),
    ]);
    // The sandbox's streams are of the older kind, without a cache policy.
    made.add('cloudfront:GetCachePolicy');
    const granted = rolePolicy(role, names).Statement.flatMap(({ Action }) => Action);
    expect(granted.filter((action) => !made.has(action))).toEqual([]);
  });
});

/** Fails with all that the command printed. */
function expectDone(line: string, result: { exitCode?: number; stdout: string; stderr: string }): void {
  if (result.exitCode !== 0) {
    throw new Error(`${line} exited ${result.exitCode}:\n${result.stdout}\n${result.stderr}`);
  }
}
