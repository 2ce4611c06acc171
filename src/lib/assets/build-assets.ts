import { createHash } from 'node:crypto';
import { strToU8, zipSync } from 'fflate';
import { parse } from 'yaml';
import {
  type AssetSettings,
  type AssetSources,
  type BuiltAssets,
  type BuiltPackage,
  type BuiltTemplate,
  PACKAGE_NAMES,
  TEMPLATE_NAMES,
  type TemplateName,
} from './assets.js';

/** The earliest time that a zip can have, so that the same code always gives the same bytes. */
const ALWAYS = new Date(1980, 0, 1);
const UNIX = 3;
/** A regular file that everyone may read: Lambda refuses code that it may not read. */
const FILE_MODE = (0o100644 << 16) >>> 0;

/** Digits of a hash that a key or a logical id carries. */
const SHORT_HASH = 12;

/** Zips the functions and fills in the templates. The same sources and settings give the same bytes. */
export function buildAssets(settings: AssetSettings, sources: AssetSources): BuiltAssets {
  const folder = `${settings.project}/${settings.version}`;
  const packages = PACKAGE_NAMES.map((name): BuiltPackage => {
    const body = packageZip(sources.code[name]);
    const sha256 = hash(body);
    return { name, key: `${folder}/${name}-${sha256.slice(0, SHORT_HASH)}.zip`, body, sha256 };
  });

  const values = new Map([
    ['BUCKET_BASE_NAME', settings.bucketBaseName],
    ['PROJECT', settings.project],
    ['VERSION', settings.version],
    ['SHA:copilot', copilotHash(sources).slice(0, SHORT_HASH)],
    ...packages.map(({ name, key }): [string, string] => [`KEY:${name}`, key]),
    ...packages.map(({ name, sha256 }): [string, string] => [`SHA:${name}`, sha256.slice(0, SHORT_HASH)]),
  ]);
  const templates = Object.fromEntries(
    TEMPLATE_NAMES.map((name): [TemplateName, BuiltTemplate] => {
      const body = fill(sources.templates[name], values, sources.code.copilot);
      return [name, { key: `${folder}/${name}.template`, body, sha256: hash(body) }];
    }),
  ) as Record<TemplateName, BuiltTemplate>;
  return { settings, templates, packages };
}

/**
 * Fills in a template's placeholders. The copilot's code replaces its placeholder and the quotes around it, as a
 * double-quoted scalar: a JSON string is also a YAML string.
 */
function fill(template: string, values: ReadonlyMap<string, string>, copilotCode: string): string {
  return template
    .replace(/%%([A-Z_]+(?::[a-z-]+)?)%%/g, (placeholder, name: string) => {
      if (name === 'CODE:copilot') return placeholder;
      const value = values.get(name);
      if (value === undefined) throw new Error(`a template has the unknown placeholder ${placeholder}`);
      return value;
    })
    .replace("'%%CODE:copilot%%'", () => JSON.stringify(copilotCode));
}

/** What a function's version leaves out: where nothing else changes, Lambda publishes none. */
const NOT_OF_A_VERSION = ['Description', 'Tags'];

/**
 * What a version of the copilot freezes: its code, and the function's properties in the template. Comments and tags are left
 * out, because CloudFormation fails to make a version of a function that did not change: "A version for this Lambda function
 * exists" (serverless/serverless issues 8392 and 7822).
 */
function copilotHash({ templates, code }: AssetSources): string {
  const { Resources } = parse(templates.copilot, { logLevel: 'silent' }) as {
    Resources?: { Copilot?: { Properties: Record<string, unknown> } };
  };
  const settings = Object.entries(Resources?.Copilot?.Properties ?? {})
    .filter(([name]) => !NOT_OF_A_VERSION.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return hash(JSON.stringify([settings, code.copilot]));
}

function hash(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** A Lambda package with one file, `index.js`. The same code gives the same bytes. */
export function packageZip(code: string): Uint8Array {
  return zipSync({ 'index.js': [strToU8(code), { mtime: ALWAYS, os: UNIX, attrs: FILE_MODE, level: 9 }] });
}
