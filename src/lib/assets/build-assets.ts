import { createHash } from 'node:crypto';
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
import { packageZip } from './package-zip.js';

/** Digits of a hash that a key or a logical id carries. */
const SHORT_HASH = 12;

/** Packs the functions and fills in the templates. The same sources and settings give the same bytes. */
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
    ['SHA:copilot', hash(sources.code.copilot).slice(0, SHORT_HASH)],
    ...packages.map(({ name, key }): [string, string] => [`KEY:${name}`, key]),
    ...packages.map(({ name, sha256 }): [string, string] => [`SHA:${name}`, sha256.slice(0, SHORT_HASH)]),
  ]);
  const templates = Object.fromEntries(
    TEMPLATE_NAMES.map((name): [TemplateName, BuiltTemplate] => {
      const fileName = `${name}.template`;
      const body = fill(sources.templates[name], values, sources.code.copilot);
      return [name, { fileName, body, key: `${folder}/${fileName}` }];
    }),
  ) as Record<TemplateName, BuiltTemplate>;
  return { settings, templates, packages };
}

/**
 * Fills in a template's placeholders. The copilot's code replaces its placeholder with the quotes around it, as a
 * double-quoted scalar: JSON's strings are YAML's too.
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

function hash(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
