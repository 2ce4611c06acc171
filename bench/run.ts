// npm run bench -- NAME... [--json] [--minutes N] [--count N] [--seed N] [--browsers N]: runs bench/NAME.bench.ts, prints its figures, exits 1 when a target is missed.
import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { table } from '../src/lib/ui/text/table.js';
import type { Bench, BenchOptions } from './figure.js';

const { positionals: names, values } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean' },
    minutes: { type: 'string' },
    count: { type: 'string' },
    seed: { type: 'string' },
    browsers: { type: 'string' },
  },
});
const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
const options: BenchOptions = {
  minutes: number(values.minutes),
  count: number(values.count),
  seed: number(values.seed),
  browsers: number(values.browsers),
};
if (Object.values(options).some((value) => Number.isNaN(value))) {
  console.error('--minutes, --count, --seed and --browsers take a number');
  process.exit(2);
}
const known = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.slice(0, -'.bench.ts'.length));
if (names.length === 0 || !names.every((name) => known.includes(name))) {
  console.error(`npm run bench -- NAME..., where NAME is one of: ${known.join(', ')}`);
  process.exit(2);
}

for (const name of names) {
  const { default: bench } = (await import(`./${name}.bench.ts`)) as { default: Bench };
  const figures = (await bench((line) => console.error(line), options)).map((figure) => ({
    ...figure,
    value: Number(figure.value.toPrecision(4)),
  }));
  if (values.json) {
    console.log(JSON.stringify({ bench: name, figures }));
  } else {
    const rows = figures.map(({ name: figure, value, unit, target, met }) => [
      figure,
      `${value} ${unit}`,
      target ?? '',
      met === undefined ? '' : met ? 'met' : 'MISSED',
    ]);
    if (names.length > 1) console.log(`\n${name}`);
    console.log(table(['figure', 'value', 'target', ''], rows));
  }
  if (figures.some((figure) => figure.met === false)) process.exitCode = 1;
}
