import type { StreamRegion } from '../cluster/cluster.js';

/** What completion knows of a command. */
export interface CompletableCommand {
  /** With colons: `failover:close`. */
  id: string;
  flags: Readonly<Record<string, { type: 'boolean' | 'option'; options?: readonly string[] }>>;
  /** Its arguments by name, in order. */
  args: Readonly<Record<string, { options?: readonly string[] }>>;
}

export interface CompletionRequest {
  /** After `cvs`; the last one is being typed, and may be empty. */
  words: readonly string[];
  commands: readonly CompletableCommand[];
  /** Of the cluster file, if there is one. */
  regions: readonly Pick<StreamRegion, 'region' | 'distributionDomain'>[];
}

/** Flags that name a region of the cluster. */
const REGION_FLAGS = new Set(['region', 'first']);

/** Words that fit where one is being typed. If there are none, the shell may offer files. */
export function candidates(request: CompletionRequest): string[] {
  const [typed, before, prefix] = split(request.words);
  return wordsFor(typed, before, request)
    .filter((word) => word.startsWith(typed))
    .map((word) => prefix + word)
    .sort();
}

/**
 * What is being typed, the words before it, and the beginning that the shell counts as part of the word: in `--region=eu`
 * that is all but the value, except in bash, for which `=` is a separate word.
 */
function split(words: readonly string[]): [typed: string, before: readonly string[], prefix: string] {
  const typed = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const [, name, value] = /^(--[^=]+)=(.*)$/.exec(typed) ?? [];
  if (name !== undefined && value !== undefined) return [value, [...before, name], `${name}=`];
  if (typed === '=') return ['', before, ''];
  return [typed, before.at(-1) === '=' ? before.slice(0, -1) : before, ''];
}

function wordsFor(typed: string, before: readonly string[], request: CompletionRequest): string[] {
  const { commands } = request;
  const regions = request.regions.map(({ region }) => region);
  const domains = request.regions.map(({ distributionDomain }) => distributionDomain);
  const words = before.filter((word) => !word.startsWith('-'));
  const path = words[0] === 'help' ? words.slice(1) : words;
  const command = commandOf(path, commands);
  const last = before.at(-1);
  const flag = last?.startsWith('--') ? command?.flags[last.slice(2)] : undefined;
  if (flag?.type === 'option') return REGION_FLAGS.has(last?.slice(2) ?? '') ? regions : [...(flag.options ?? [])];
  if (typed.startsWith('-')) return Object.keys(command?.flags ?? { help: {}, version: {} }).map((name) => `--${name}`);
  if (command) {
    const [name, argument] = Object.entries(command.args)[argumentsBefore(before, command)] ?? [];
    return name === 'distribution' ? [...regions, ...domains] : [...(argument?.options ?? [])];
  }
  const depth = path.length;
  const under = commands.map(({ id }) => id.split(':')).filter((id) => path.every((word, index) => id[index] === word));
  return [...new Set(under.flatMap((id) => id[depth] ?? []))];
}

/** How many of its arguments a command has already, without flags and their values. */
function argumentsBefore(before: readonly string[], { id, flags }: CompletableCommand): number {
  const own = before.filter((word, index) => {
    const flag = flags[before[index - 1]?.replace(/^--/, '') ?? ''];
    return !word.startsWith('-') && !(before[index - 1]?.startsWith('--') && flag?.type === 'option');
  });
  return own.length - id.split(':').length;
}

/** The command whose whole name was typed. */
function commandOf(path: readonly string[], commands: readonly CompletableCommand[]): CompletableCommand | undefined {
  const names = path.map((_, index) => path.slice(0, path.length - index).join(':'));
  return names.flatMap((name) => commands.filter(({ id }) => id === name))[0];
}
