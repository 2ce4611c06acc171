import { table } from '../../src/lib/ui/text/table.js';
import { atMost, type Figure } from '../figure.js';
import {
  FLAT_RATIO,
  leaksDescriptors,
  ratio,
  type Sample,
  SPARE_DESCRIPTORS,
  type Thirds,
  thirds,
} from './flatness.js';
import type { MeasuredProcess, PortCounts, ProbeReading } from './measured-process.js';
import { readChildren, readProcess } from './proc.js';

/** What is measured of a process, in bytes or as a number. */
const VALUES = [
  'memory',
  'childMemory',
  'heap',
  'buffers',
  'descriptors',
  'sockets',
  'threads',
  'children',
  'delay',
] as const;
type Value = (typeof VALUES)[number];

/** The thirds of a shorter soak say nothing: the processes are still starting. In ms. */
const JUDGED_MS = 10 * 60_000;
/** What a process that was started uses as good as nothing of is not judged: one page more would be a large share. */
const LEAST_BYTES = 8 * 1024 * 1024;

/** The measurements of one process. */
export class Sampler {
  readonly #process: MeasuredProcess;
  readonly #samples = new Map<Value, Sample[]>(VALUES.map((value) => [value, []]));
  /** What each process that it started shares with no other, by process id. */
  readonly #children = new Map<number, Sample[]>();
  #last: ProbeReading | undefined;

  constructor(process: MeasuredProcess) {
    this.#process = process;
  }

  get name(): string {
    return this.#process.name;
  }

  /** Reads what Linux says of the process. @param atMs since the soak began */
  async sample(atMs: number): Promise<void> {
    const reading = await readProcess(this.#process.pid);
    if (!reading) return;
    this.#add(atMs, 'memory', reading.rssBytes);
    this.#add(atMs, 'descriptors', reading.descriptors);
    this.#add(atMs, 'sockets', reading.sockets);
    this.#add(atMs, 'threads', reading.threads);
  }

  /** Reads what Linux says of all that it started: that takes longer. */
  async sampleChildren(atMs: number): Promise<void> {
    const { bytes, own } = await readChildren(this.#process.pid);
    this.#add(atMs, 'childMemory', bytes);
    this.#add(atMs, 'children', own.size);
    for (const [pid, value] of own) {
      this.#children.set(pid, [...(this.#children.get(pid) ?? []), { atMs, value }]);
    }
  }

  /** Lets the process collect its garbage, and reads what is left on its heap. */
  async sampleHeap(atMs: number): Promise<void> {
    if (this.#process.exit !== undefined) return;
    this.#last = await this.#process.read(true);
    this.#add(atMs, 'heap', this.#last.memory.heapUsed);
    this.#add(atMs, 'buffers', this.#last.memory.external);
    this.#add(atMs, 'delay', Math.round(this.#last.delayMs));
  }

  /** How the requests to its servers ended, as it was known when its heap was read last. */
  get ports(): Readonly<Record<string, PortCounts>> {
    return this.#last?.ports ?? {};
  }

  /** Requests that have waited for an answer for more than 30 s. */
  get late(): readonly string[] {
    return this.#last?.late ?? [];
  }

  /** Whether memory is flat and no descriptor leaks; without a verdict after a short soak. @param untilMs how long the soak took */
  figures(untilMs: number): Figure[] {
    const found: Figure[] = [];
    const memory = thirds(this.#of('memory'), untilMs);
    if (memory) found.push(atMost(`${this.name}: memory, last third ÷ middle`, ratio(memory), FLAT_RATIO, '×'));
    const { count, medians } = this.#lastingChildren(untilMs);
    if (count > 0 && medians.last > LEAST_BYTES) {
      const name = `${this.name}: the ${count} child processes that lasted, last third ÷ middle`;
      found.push(atMost(name, ratio(medians), FLAT_RATIO, '×'));
    }
    const descriptors = thirds(this.#of('descriptors'), untilMs);
    if (descriptors) {
      const { middle, last } = descriptors;
      const met = !leaksDescriptors(descriptors);
      found.push({
        name: `${this.name}: descriptors, more than in the middle third`,
        value: last - middle,
        unit: '',
        target: `≤ ${SPARE_DESCRIPTORS} or 5 %`,
        met,
      });
    }
    if (untilMs >= JUDGED_MS) return found;
    return found.map(({ name, value, unit }) => ({ name, value, unit }));
  }

  /** A row for each value. */
  rows(untilMs: number): string[][] {
    return VALUES.flatMap((value) => {
      const samples = this.#of(value);
      const medians = thirds(samples, untilMs);
      if (!medians || medians.last === 0) return [];
      const shown = ['memory', 'childMemory', 'heap', 'buffers'].includes(value) ? megabytes : String;
      const most = Math.max(...samples.map((sample) => sample.value));
      const { first, middle, last } = medians;
      return [[this.#label(value), shown(first), shown(middle), shown(last), shown(most), ratio(medians).toFixed(3)]];
    });
  }

  /** The processes that it started and that ran for the whole soak: others come and go with the load. */
  #lastingChildren(untilMs: number): { count: number; medians: Thirds } {
    const all = [...this.#children.values()].flatMap((samples) => thirds(samples, untilMs) ?? []);
    const sum = (third: keyof Thirds) => all.reduce((total, one) => total + one[third], 0);
    return { count: all.length, medians: { first: sum('first'), middle: sum('middle'), last: sum('last') } };
  }

  #label(value: Value): string {
    const labels: Partial<Record<Value, string>> = {
      childMemory: 'memory of its child processes',
      heap: 'heap after a collection',
      children: 'child processes',
      delay: 'event loop held up, ms',
    };
    return `${this.name}: ${labels[value] ?? value}`;
  }

  #of(value: Value): Sample[] {
    return this.#samples.get(value) as Sample[];
  }

  #add(atMs: number, name: Value, value: number): void {
    this.#of(name).push({ atMs, value });
  }
}

/** What every process used, as a table. */
export function samplesTable(samplers: readonly Sampler[], untilMs: number): string {
  const rows = samplers.flatMap((sampler) => sampler.rows(untilMs));
  return table(['median of', 'first third', 'middle third', 'last third', 'most', 'last ÷ middle'], rows);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
