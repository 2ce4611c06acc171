// Builds the package: dist/ (the CLI and the Lambda bundles) and schema/.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleBoard } from './bundle-board.js';
import { bundleLambdas } from './bundle-lambdas.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);

rmSync('dist', { recursive: true, force: true });
const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));
execFileSync(process.execPath, [join(typescript, 'bin', 'tsc')], { stdio: 'inherit' });
await bundleLambdas();
await bundleBoard();

const { clusterJsonSchema } = await import('../dist/lib/cluster/schema.js');
mkdirSync('schema', { recursive: true });
writeFileSync('schema/cluster.schema.json', `${JSON.stringify(clusterJsonSchema(), null, 2)}\n`);
