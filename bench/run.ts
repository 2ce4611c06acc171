// npm run bench -- NAME [--json]: runs bench/NAME.bench.ts, prints its figures, exits 1 when a target is missed.
import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { table } from '../src/lib/ui/text/table.js';
import type { Bench } from './figure.js';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean' } } });
const name = positionals[0];
const known = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.slice(0, -'.bench.ts'.length));
if (!name || !known.includes(name)) {
  console.error(`npm run bench -- NAME, where NAME is one of: ${known.join(', ')}`);
  process.exit(2);
}

const { default: bench } = (await import(`./${name}.bench.ts`)) as { default: Bench };
const figures = (await bench((line) => console.error(line))).map((figure) => ({
  ...figure,
  value: Number(figure.value.toPrecision(4)),
}));
if (values.json) {
  console.log(JSON.stringify({ bench: name, figures }));
} else {
  const rows = figures.map(({ name, value, unit, target, met }) => [
    name,
    `${value} ${unit}`,
    target ?? '',
    met === undefined ? '' : met ? 'met' : 'MISSED',
  ]);
  console.log(table(['figure', 'value', 'target', ''], rows));
}
process.exitCode = figures.some((figure) => figure.met === false) ? 1 : 0;
