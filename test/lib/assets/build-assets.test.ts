import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { strFromU8, unzipSync } from 'fflate';
import { parse } from 'yaml';
import type { AssetSources } from '../../../src/lib/assets/assets.js';
import { buildAssets, packageZip } from '../../../src/lib/assets/build-assets.js';
import { readAssetSources } from '../../../src/lib/assets/read-asset-sources.js';
import { writeAssets } from '../../../src/lib/assets/write-assets.js';

/** A copilot's template with these lines among the function's properties. */
function copilotTemplate(...lines: string[]): string {
  return [
    'id: Version%%SHA:copilot%%',
    'Resources:',
    '  Copilot:',
    '    Properties:',
    ...lines.map((line) => `      ${line}`),
    "      Code: { ZipFile: '%%CODE:copilot%%' }",
    '',
  ].join('\n');
}

const SETTINGS = { bucketBaseName: 'elementalrodeo99', project: 'cvs', version: '1.0.0' };

const SOURCES: AssetSources = {
  templates: {
    'stale-playlist-detector': 'bucket: %%BUCKET_BASE_NAME%%\nkey: %%KEY:stale-playlist-detector%%\n',
    copilot: copilotTemplate('Runtime: nodejs22.x'),
    'clustered-video-stream-instance': 'key: %%KEY:playlist-alert-handler%%\nsha: %%SHA:playlist-alert-handler%%\n',
    'clustered-video-stream': 'of: %%PROJECT%% %%VERSION%%\n',
  },
  code: {
    'stale-playlist-detector': 'exports.handler = async () => 1;',
    'playlist-alert-handler': 'exports.handler = async () => 2;',
    copilot: 'const a = `it\'s "\u0024{1}" $& %%VERSION%%`;\nexports.handler = async () => a;\n',
  },
};

const folders: string[] = [];
async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'cvs-assets-'));
  folders.push(path);
  return path;
}
afterEach(async () => {
  for (const path of folders.splice(0)) await rm(path, { recursive: true, force: true });
});

describe('buildAssets', () => {
  test('the key of a package carries the hash of its zip, and the templates name that key', () => {
    const built = buildAssets(SETTINGS, SOURCES);
    const [detector, handler] = built.packages;
    expect(detector?.key).toBe(`cvs/1.0.0/stale-playlist-detector-${detector?.sha256.slice(0, 12)}.zip`);
    expect(parse(built.templates['stale-playlist-detector'].body)).toEqual({
      bucket: 'elementalrodeo99',
      key: detector?.key,
    });
    expect(parse(built.templates['clustered-video-stream-instance'].body)).toEqual({
      key: handler?.key,
      sha: handler?.sha256.slice(0, 12),
    });
    expect(built.templates['clustered-video-stream']).toEqual({
      key: 'cvs/1.0.0/clustered-video-stream.template',
      body: 'of: cvs 1.0.0\n',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test('the copilot’s code comes through the template byte for byte, whatever is in it', () => {
    const built = buildAssets(SETTINGS, SOURCES);
    const { Resources } = parse(built.templates.copilot.body);
    expect(Resources.Copilot.Properties.Code.ZipFile).toBe(SOURCES.code.copilot);
  });

  test('new code gives a new key and a new version of the copilot', () => {
    const before = buildAssets(SETTINGS, SOURCES);
    const code = { ...SOURCES.code, copilot: 'exports.handler = async () => 3;' };
    const after = buildAssets(SETTINGS, { ...SOURCES, code });
    expect(parse(after.templates.copilot.body).id).not.toBe(parse(before.templates.copilot.body).id);
    expect(after.packages).toEqual(before.packages);
  });

  // A version of Lambda freezes code and configuration ("Manage Lambda function versions", AWS Lambda Developer Guide). A
  // version that is not published leaves the edges with the old one: serverless/serverless issue 6349.
  test('a change of the function’s settings gives a new version of the copilot', () => {
    const idWith = (...lines: string[]) => {
      const templates = { ...SOURCES.templates, copilot: copilotTemplate(...lines) };
      return parse(buildAssets(SETTINGS, { ...SOURCES, templates }).templates.copilot.body, { logLevel: 'silent' }).id;
    };
    const ids = [
      idWith('Runtime: nodejs22.x'),
      idWith('Runtime: nodejs24.x'),
      idWith('Runtime: nodejs22.x', 'MemorySize: 128'),
      idWith('Runtime: nodejs22.x', 'MemorySize: 256'),
      idWith('Runtime: nodejs22.x', 'Timeout: 5'),
      idWith('Runtime: nodejs22.x', 'Role: !GetAtt CopilotRole.Arn'),
      idWith('Runtime: nodejs22.x', 'Role: !GetAtt EdgeRole.Arn'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  // CloudFormation fails to make a version of a function that is as its last one: serverless/serverless issue 8392.
  test('what is no part of a version gives none', () => {
    const idOf = (copilot: string) =>
      parse(buildAssets(SETTINGS, { ...SOURCES, templates: { ...SOURCES.templates, copilot } }).templates.copilot.body)
        .id;
    const before = idOf(copilotTemplate('Runtime: nodejs22.x', 'Timeout: 5'));
    expect(idOf(copilotTemplate('Timeout: 5', '# A comment.', "Runtime: 'nodejs22.x'"))).toBe(before);
    expect(idOf(copilotTemplate('Runtime: nodejs22.x', 'Timeout: 5', 'Tags: [a]', 'Description: b'))).toBe(before);
  });

  test('an unknown placeholder stops the build', () => {
    const templates = { ...SOURCES.templates, 'clustered-video-stream': 'a: %%KEY:nothing%%\n' };
    expect(() => buildAssets(SETTINGS, { ...SOURCES, templates })).toThrow('%%KEY:nothing%%');
  });
});

describe('packageZip', () => {
  test('holds index.js', () => {
    const files = unzipSync(packageZip('exports.handler = 1;'));
    expect(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)])).toEqual([
      ['index.js', 'exports.handler = 1;'],
    ]);
  });

  test('is the same at any time', () => {
    // Computed once; it changes only when what is packed, or the packing, does.
    const first = packageZip('exports.handler = 1;');
    const entry = Buffer.from(first);
    // DOS date of 1980-01-01 (PKWARE APPNOTE 4.4.6): year 0, month 1, day 1; time 00:00.
    expect([entry.readUInt16LE(10), entry.readUInt16LE(12)]).toEqual([0, 0x21]);
    expect(packageZip('exports.handler = 1;')).toEqual(first);
  });
});

describe('writeAssets', () => {
  test('writes the two folders of the installation guide, with the same bytes in any place', async () => {
    const [one, two] = [await folder(), await folder()];
    const files = await writeAssets(buildAssets(SETTINGS, SOURCES), one);
    await writeAssets(buildAssets(SETTINGS, SOURCES), two);
    expect(files).toHaveLength(6);
    expect((await readdir(join(one, 'global-s3-assets'))).sort()).toEqual([
      'clustered-video-stream-instance.template',
      'clustered-video-stream.template',
      'copilot.template',
      'stale-playlist-detector.template',
    ]);
    expect(await readdir(join(one, 'regional-s3-assets'))).toHaveLength(2);
    for (const file of files) {
      expect(await readFile(file)).toEqual(await readFile(file.replace(one, two)));
    }
  });

  test('a folder that cannot be written is named', async () => {
    const file = join(await folder(), 'file');
    await writeFile(file, '');
    await expect(writeAssets(buildAssets(SETTINGS, SOURCES), file)).rejects.toMatchObject({ code: 'CANNOT_WRITE' });
  });
});

test('readAssetSources says what to do when the package was not built', async () => {
  const root = await folder();
  await expect(readAssetSources(root)).rejects.toMatchObject({
    code: 'ASSET_SOURCES_MISSING',
    suggestions: [expect.stringContaining('npm run build')],
  });
});
