import { fileURLToPath } from 'node:url';
import { atMost, type Figure, median } from './figure.js';
import { cpuTime } from './support/cpu-time.js';

const RUNS = 10;

/** CPU time of a command before it does its work, as a ratio to an empty Node process in the same run. */
export default async function startup(): Promise<Figure[]> {
  const cvs = fileURLToPath(new URL('../bin/run.js', import.meta.url));
  const measured = {
    'node -e 0': ['-e', '0'],
    'cvs --version': [cvs, '--version'],
    'cvs --help': [cvs, '--help'],
    'cvs failover close --help': [cvs, 'failover', 'close', '--help'],
  };
  const times = Object.fromEntries(Object.keys(measured).map((name) => [name, [] as number[]]));
  // Measured in turns, so that a busy moment of the machine affects all of them; the first round warms the caches.
  for (let round = 0; round <= RUNS; round += 1) {
    for (const [name, args] of Object.entries(measured)) {
      const time = cpuTime(args);
      if (round > 0) times[name]?.push(time);
    }
  }
  const ratio = (name: keyof typeof measured) => median(times[name] ?? []) / median(times['node -e 0'] ?? []);
  return [
    atMost('cvs --version', ratio('cvs --version'), 3.2, '× node -e 0'),
    { name: 'cvs --help', value: ratio('cvs --help'), unit: '× node -e 0' },
    { name: 'cvs failover close --help', value: ratio('cvs failover close --help'), unit: '× node -e 0' },
  ];
}
