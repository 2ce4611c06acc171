// Writes what docs have from the code: docs/commands.md, the policies of docs/iam.md, the tables of findings and of
// packages, and what the sandbox has of AWS in docs/fidelity.md. With --check: fails when they are not fresh. Needs a
// build.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Plugin } from '@oclif/core';
import { commandReference } from './command-reference.js';
import { fidelityManifest } from './fidelity/manifest.js';
import { findingsTables } from './findings-tables.js';
import { supplyChain } from './supply-chain.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { RESOURCE_KINDS, ROLES, policyOf, resourcePolicy } = await import('../dist/lib/iam/role-policies.js');
const { SECTIONS } = await import('../dist/lib/findings/catalogue.js');
const { boardApi } = await import('../dist/lib/board/openapi.js');
const { isTypedOnly } = await import('../dist/cli/environment-flags.js');

const EXAMPLE_NAMES = {
  cluster: 'spring-final',
  bucketBaseName: 'elementalrodeo99',
  account: '123456789012',
  distributionIds: ['E1A2B3C4D5E6F7', 'E7F6D5C4B3A2E1'],
  regions: ['eu-west-1', 'eu-west-2'],
};

const manifest = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8'));
const plugin = new Plugin({ root, type: 'core' });
await plugin.load();
const classes = new Map(
  await Promise.all(Object.keys(manifest.commands).map(async (id) => [id, await plugin.findCommand(id)])),
);
const typedOnly = (id, flag) => {
  const { baseFlags, flags } = classes.get(id);
  return isTypedOnly({ ...baseFlags, ...flags }[flag] ?? {});
};
const iam = [
  ...[...ROLES, 'verifier', ...RESOURCE_KINDS].map((kind) => [kind, policyOf(kind, EXAMPLE_NAMES)]),
  ['bounded', boundedRoles()],
].map(([name, policy]) => [name, `\`\`\`json\n${JSON.stringify(policy, null, 2)}\n\`\`\``]);
const findings = {
  'playlist-check.md': 'check',
  'detector.md': 'detector',
  'doctor.md': 'doctor',
  'first-day.md': 'verify',
};

const written = {
  [join(root, 'docs', 'commands.md')]: commandReference(manifest, typedOnly),
  [join(root, 'docs', 'board-api.json')]: `${JSON.stringify(boardApi(manifest.version), null, 2)}\n`,
  ...filledIn('iam.md', iam),
  ...filledIn('supply-chain.md', [
    ['packages', supplyChain(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')))],
  ]),
  ...filledIn('fidelity.md', [['manifest', await fidelityManifest(root)]]),
  ...Object.assign(
    {},
    ...Object.entries(findings).map(([file, tool]) => filledIn(file, [['findings', findingsTables(SECTIONS, tool)]])),
  ),
};

/** What changes in a deployer's policy with a permissions boundary. */
function boundedRoles() {
  const permissionsBoundary = `arn:aws:iam::${EXAMPLE_NAMES.account}:policy/cvs-boundary`;
  const { Statement } = resourcePolicy('running', { ...EXAMPLE_NAMES, permissionsBoundary });
  return Statement.find(({ Sid }) => Sid === 'BoundedRoles');
}

/** A document with what is between its markers replaced, by the names of the markers. */
function filledIn(name, parts) {
  const file = join(root, 'docs', name);
  return {
    [file]: parts.reduce((text, [marker, part]) => between(text, file, marker, part), readFileSync(file, 'utf8')),
  };
}

function between(text, file, name, part) {
  const [start, end] = [`<!-- ${name}: written by npm run docs -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} lacks the markers of ${name}`);
  return `${text.slice(0, from + start.length)}\n\n${part}\n\n${text.slice(to)}`;
}

for (const [file, text] of Object.entries(written)) {
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (!sameText(file, text)) {
    console.error(`${file} is not up to date: run npm run docs and commit it.`);
    process.exitCode = 1;
  }
}

function sameText(file, text) {
  try {
    return readFileSync(file, 'utf8') === text;
  } catch {
    return false;
  }
}
