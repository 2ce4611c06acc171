import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { loadCluster } from '../../src/lib/cluster/load.js';
import type { Sandbox } from '../../src/sandbox/start-sandbox.js';
import { cvsEnvironment, packageRoot } from '../support/cvs/cvs.js';
import { hasTerminal, openTerminal, type Terminal } from '../support/cvs/terminal.js';
import { sandboxVariables } from '../support/sandbox-keys.js';
import { startTestSandbox } from '../support/test-sandbox.js';

let sandbox: Sandbox;
let folder: string;
let terminal: Terminal;

/** What differs from run to run, by a name. */
function steady(screen: string): string[] {
  const names = sandbox.streams.flatMap((stream, index): [string, string][] => [
    [stream.distributionId, `<id ${index + 1}>`],
    [stream.distributionPlaylistUrl, `<playlist ${index + 1}>`],
    [stream.originPlaylistUrl, `<origin playlist ${index + 1}>`],
    [new URL(stream.distributionPlaylistUrl).pathname, `<path ${index + 1}>`],
    [stream.distributionDomain, `<domain ${index + 1}>`],
  ]);
  const named = names.reduce((text, [value, name]) => text.replaceAll(value, name), screen);
  return named
    .replace(/newest segment \d+ s old/g, 'newest segment N s old')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
}

async function open(args = '', columns = 160): Promise<Terminal> {
  const { NO_COLOR, PATH } = cvsEnvironment({ endpoint: sandbox.endpoint });
  return openTerminal({
    command: `'${process.execPath}' '${join(packageRoot, 'bin/run.js')}' init ${args}`,
    cwd: folder,
    columns,
    env: {
      NO_COLOR: NO_COLOR as string,
      PATH: PATH as string,
      HOME: '/nonexistent',
      ...sandboxVariables(sandbox.endpoint),
    },
  });
}

// Without tmux there is no terminal to drive: apt-get install tmux.
const describeWithTerminal = hasTerminal ? describe : describe.skip;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cvs-wizard-'));
});
afterEach(async () => {
  await terminal?.close();
  await rm(folder, { recursive: true, force: true });
});

describeWithTerminal('the wizard in a terminal (needs tmux)', () => {
  test('asks, refuses wrong answers while they are typed, and writes the file', async () => {
    const [one, two] = sandbox.streams;
    terminal = await open();
    await terminal.waitFor(/Name of the cluster/);
    await terminal.type('9 lives');
    await terminal.press('Enter');
    await terminal.waitFor(/> A name has 3 to 26 letters/);
    await terminal.press('C-u');
    await terminal.type('spring-final');
    await terminal.press('Enter');

    await terminal.waitFor(/\? First region/);
    await terminal.type('atlantis');
    await terminal.press('Enter');
    await terminal.waitFor(/"atlantis" is not a region/);
    await terminal.press('C-u');
    await terminal.type('irel');
    await terminal.waitFor(/❯ eu-west-1 +Ireland/);
    await terminal.press('Tab');
    await terminal.waitFor(/First region \(RegionOne\) eu-west-1 +Ireland\n❯ eu-west-1/);
    await terminal.press('Enter');
    await terminal.waitFor(/\? eu-west-1: CloudFront distribution/);
    await terminal.type('E00000NOTHERE');
    await terminal.waitFor(/❯ E00000NOTHERE/);
    await terminal.press('Enter');
    await terminal.waitFor(/This account has no distribution E00000NOTHERE/);
    await terminal.press('C-u');
    await terminal.type('stream in eu-west-1');
    await terminal.waitFor(/❯ E\w+ .*Live stream in eu-west-1/);
    await terminal.press('Enter');

    await terminal.waitFor(/\? eu-west-1: master playlist \(URL, path, or URL at the origin\)/);
    await terminal.press('Enter');
    await terminal.waitFor(/> An address starts with .* a path is possible/);
    await terminal.type('/nothing.m3u8');
    await terminal.press('Enter');
    await terminal.waitFor(/> The master playlist of eu-west-1 .* answers 404/);
    await terminal.press('C-u');
    await terminal.type(new URL(one?.distributionPlaylistUrl ?? '').pathname);
    await terminal.press('Enter');
    await terminal.waitFor(/\? eu-west-1: the same playlist at the origin/);
    await terminal.press('Enter');

    await terminal.waitFor(/\? Second region/);
    await terminal.type('london');
    await terminal.waitFor(/❯ eu-west-2 +London/);
    await terminal.press('Enter');
    await terminal.waitFor(/\? eu-west-2: CloudFront distribution/);
    await terminal.type(one?.distributionId ?? '');
    await terminal.waitFor(/❯ E\w+$/m);
    await terminal.press('Enter');
    await terminal.waitFor(/is already used for another region/);
    await terminal.press('C-u');
    await terminal.type('stream in eu-west-2');
    await terminal.waitFor(/❯ E\w+ .*Live stream in eu-west-2/);
    await terminal.press('Enter');
    await terminal.waitFor(/\? eu-west-2: master playlist/);
    await terminal.type(two?.originPlaylistUrl ?? '');
    await terminal.press('Enter');
    await terminal.waitFor(/\? eu-west-2: the same playlist at the origin/);
    await terminal.press('Enter');

    await terminal.waitFor(/\? Base name of the asset buckets/);
    await terminal.press('Enter');
    await terminal.waitFor(/\? Create the 2 missing buckets/);
    await terminal.press('Enter');
    await terminal.waitFor(/\? Write cvs.yaml/);
    await terminal.type('y');
    await terminal.press('Enter');

    expect(steady(await terminal.waitFor(/exit code: \d/))).toEqual([
      'Account 123456789012, as arn:aws:iam::123456789012:user/sandbox',
      'Escape or Ctrl-C cancels; nothing is written before the last question.',
      '✔ Name of the cluster spring-final',
      '✔ First region (RegionOne) eu-west-1',
      '✔ eu-west-1: CloudFront distribution <id 1>',
      '✔ eu-west-1: master playlist <path 1>',
      '  live, 3 rungs, 1 rendition, target duration 2 s, newest segment N s old',
      '✔ eu-west-1: the same playlist at the origin <origin playlist 1>',
      '✔ Second region (RegionTwo) eu-west-2',
      '✔ eu-west-2: CloudFront distribution <id 2>',
      '✔ eu-west-2: master playlist <origin playlist 2>',
      '  live, 3 rungs, 1 rendition, target duration 2 s, newest segment N s old',
      '✔ eu-west-2: the same playlist at the origin <origin playlist 2>',
      '  ✔ the ladders of eu-west-1 and eu-west-2 pair up',
      '✔ Base name of the asset buckets spring-final-123456789012',
      '  · spring-final-123456789012-eu-west-1 does not exist yet',
      '  · spring-final-123456789012-eu-west-2 does not exist yet',
      '✔ Create the 2 missing buckets? Yes',
      'spring-final: 3 rungs and 1 rendition in each of 2 regions',
      '  eu-west-1  <id 1>  <domain 1>',
      '    viewers  <playlist 1>',
      '    origin   <origin playlist 1>',
      '    stream   live, 3 rungs, 1 rendition, target duration 2 s, newest segment N s old',
      '  eu-west-2  <id 2>  <domain 2>',
      '    viewers  <playlist 2>',
      '    origin   <origin playlist 2>',
      '    stream   live, 3 rungs, 1 rendition, target duration 2 s, newest segment N s old',
      '  assets     s3://spring-final-123456789012-<region>/cvs/1.0.0/',
      '✔ Write cvs.yaml? Yes',
      'Wrote cvs.yaml. Next: cvs deploy',
      'exit code: 0',
    ]);
    const cluster = await loadCluster(join(folder, 'cvs.yaml'));
    expect(cluster.regions.map((member) => member.distributionPlaylistUrl)).toEqual(
      sandbox.streams.map((stream) => stream.distributionPlaylistUrl),
    );
    const buckets = sandbox.services.s3.buckets().map(({ name }) => name);
    expect(buckets).toContain('spring-final-123456789012-eu-west-2');
  }, 60_000);

  test.each([
    ['Escape', 'Escape', 3],
    ['Ctrl-C', 'C-c', 3],
  ])(
    '%s cancels and writes nothing',
    async (_name, key, exitCode) => {
      terminal = await open('--name spring-final');
      await terminal.waitFor(/\? First region/);
      await terminal.type('irel');
      await terminal.press(key);
      expect(await terminal.waitFor(/exit code: \d+/)).toContain(`Nothing was written.`);
      expect(await terminal.screen()).toContain(`exit code: ${exitCode}`);
      expect(existsSync(join(folder, 'cvs.yaml'))).toBe(false);
    },
    30_000,
  );

  test('for an existing file, proposes its values and keeps its comments', async () => {
    const text = [
      '# The final of the spring cup',
      'name: spring-final',
      'regions:',
      ...sandbox.streams.flatMap((stream) => [
        `  - region: ${stream.region} # ask Ann before changing`,
        `    distributionId: ${stream.distributionId}`,
        `    distributionDomain: ${stream.distributionDomain}`,
        `    distributionPlaylistUrl: ${stream.distributionPlaylistUrl}`,
        `    originPlaylistUrl: ${stream.originPlaylistUrl}`,
      ]),
      'assets: { bucketBaseName: cvs-rehearsal } # short-lived',
      'tags: { event: spring }',
      '',
    ].join('\n');
    await writeFile(join(folder, 'cvs.yaml'), text);
    terminal = await open();
    await terminal.waitFor(/Name of the cluster \(spring-final\)/);
    for (const question of [/\? First region/, /1: CloudFront/, /1: master/, /1: the same/]) {
      await terminal.press('Enter');
      await terminal.waitFor(question);
    }
    for (const question of [/\? Second region/, /2: CloudFront/, /2: master/, /2: the same/, /\? Base name/]) {
      await terminal.press('Enter');
      await terminal.waitFor(question);
    }
    await terminal.type('cvs-cup');
    await terminal.press('Enter');
    await terminal.waitFor(/\? Create the 2/);
    await terminal.type('n');
    await terminal.press('Enter');
    await terminal.waitFor(/\? Write cvs.yaml/);
    await terminal.type('y');
    await terminal.press('Enter');
    await terminal.waitFor(/exit code: 0/);
    const expected = text.replace('cvs-rehearsal', 'cvs-cup').replace('name: spring', 'version: 1\nname: spring');
    expect(await readFile(join(folder, 'cvs.yaml'), 'utf8')).toBe(expected);
  }, 60_000);

  test('takes the values of a stack, says so, and asks for the rest; Escape still writes nothing', async () => {
    for (const { region, distributionPlaylistUrl } of sandbox.streams) {
      const { endpoint, credentials } = sandbox;
      const client = new CloudFormationClient({ region, endpoint, credentials });
      const template = {
        Resources: { Log: { Type: 'AWS::Logs::LogGroup', Properties: {} } },
        Outputs: { CloudFrontHlsEndpoint: { Value: distributionPlaylistUrl } },
      };
      await client.send(new CreateStackCommand({ StackName: 'streaming', TemplateBody: JSON.stringify(template) }));
      client.destroy();
    }
    const flags = sandbox.streams.map(({ region }) => `--region ${region}`).join(' ');
    terminal = await open(`--from-stack streaming --name spring-final ${flags}`);
    const screen = await terminal.waitFor(/\? Base name of the asset buckets/);
    expect(steady(screen).slice(2)).toEqual([
      '  ✔ stack streaming: distribution <id 1>',
      '  live, 3 rungs, 1 rendition, target duration 2 s, newest segment N s old',
      '  ✔ stack streaming: distribution <id 2>',
      '  live, 3 rungs, 1 rendition, target duration 2 s, newest segment N s old',
      '  ✔ the ladders of eu-west-1 and eu-west-2 pair up',
      '? Base name of the asset buckets (<base>-<region> in each region) (spring-final-123456789012)',
    ]);
    await terminal.press('Escape');
    await terminal.waitFor(/Nothing was written\.\nexit code: 3/);
    expect(existsSync(join(folder, 'cvs.yaml'))).toBe(false);
  }, 30_000);

  test('in 60 columns and plain, no word is broken but addresses, and every sign is a word', async () => {
    terminal = await open('--plain --name spring-final', 60);
    const first = await terminal.waitFor(/^type to search - arrows move - Enter selects - Esc cancels$/m);
    expect(first.split('\n').slice(0, 6)).toEqual([
      'Account 123456789012, as',
      '    arn:aws:iam::123456789012:user/sandbox',
      'Escape or Ctrl-C cancels; nothing is written before the last',
      '    question.',
      '? First region (RegionOne)',
      '> af-south-1      Cape Town',
    ]);
    await terminal.type('ireland');
    await terminal.waitFor(/^> eu-west-1 +Ireland$/m);
    await terminal.press('Enter');
    const second = await terminal.waitFor(/distribution\n> E/);
    expect(second).toContain('ok: First region (RegionOne) eu-west-1\n');
    expect(second).toMatch(/^origins: .* \(other\)$/m);
    expect(`${first}${second}`).not.toMatch(/[^\p{ASCII}]/u);
    await terminal.press('Escape');
    await terminal.waitFor(/^failed: Nothing was written\.\nexit code: 3$/m);
  }, 30_000);
});
