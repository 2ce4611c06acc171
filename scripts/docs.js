// Writes the generated docs: docs/commands.md, and the policies in docs/iam.md. With --check it fails when they are not
// up to date. Needs a build.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandReference } from './command-reference.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { RESOURCE_KINDS, ROLES, resourcePolicy, rolePolicy } = await import('../dist/lib/iam/role-policies.js');

const EXAMPLE_NAMES = {
  cluster: 'spring-final',
  bucketBaseName: 'elementalrodeo99',
  account: '123456789012',
  distributionIds: ['E1A2B3C4D5E6F7', 'E7F6D5C4B3A2E1'],
};

const manifest = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8'));
const iamFile = join(root, 'docs', 'iam.md');
const written = {
  [join(root, 'docs', 'commands.md')]: commandReference(manifest),
  [iamFile]: [
    ...ROLES.map((role) => [role, rolePolicy(role, EXAMPLE_NAMES)]),
    ...RESOURCE_KINDS.map((kind) => [kind, resourcePolicy(kind, EXAMPLE_NAMES)]),
  ].reduce(
    (text, [name, policy]) => between(text, name, JSON.stringify(policy, null, 2)),
    readFileSync(iamFile, 'utf8'),
  ),
};

/** Replaces the text between a document's markers of that name. */
function between(text, name, json) {
  const [start, end] = [`<!-- ${name}: written by npm run docs -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/iam.md lacks the markers of ${name}`);
  return `${text.slice(0, from + start.length)}\n\n\`\`\`json\n${json}\n\`\`\`\n\n${text.slice(to)}`;
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
