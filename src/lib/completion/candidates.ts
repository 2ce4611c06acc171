/** What completion knows of a command. */
export interface CompletableCommand {
  /** With colons: `failover:close`. */
  id: string;
  flags: Readonly<Record<string, { type: 'boolean' | 'option'; options?: readonly string[] }>>;
  /** Names of its arguments, in order. */
  args: readonly string[];
}

export interface CompletionRequest {
  /** After `cvs`; the last one is being typed, and may be empty. */
  words: readonly string[];
  commands: readonly CompletableCommand[];
  /** Of the cluster file, where one is found. */
  regions: readonly string[];
  domains: readonly string[];
}

/** Words that may stand where one is being typed. None means that the shell may offer files. */
export function candidates(request: CompletionRequest): string[] {
  const typed = request.words.at(-1) ?? '';
  return wordsFor(request)
    .filter((word) => word.startsWith(typed))
    .sort();
}

function wordsFor({ words, commands, regions, domains }: CompletionRequest): string[] {
  const typed = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const path = before.filter((word) => !word.startsWith('-'));
  const command = commandOf(path, commands);
  const flag = before.at(-1)?.startsWith('--') ? command?.flags[before.at(-1)?.slice(2) ?? ''] : undefined;
  if (flag?.type === 'option') return before.at(-1) === '--region' ? [...regions] : [...(flag.options ?? [])];
  if (typed.startsWith('-')) return Object.keys(command?.flags ?? { help: {}, version: {} }).map((name) => `--${name}`);
  if (command) return command.args[0] === 'distribution' ? [...regions, ...domains] : [];
  const depth = path.length;
  const under = commands.map(({ id }) => id.split(':')).filter((id) => path.every((word, index) => id[index] === word));
  return [...new Set(under.flatMap((id) => id[depth] ?? []))];
}

/** The command whose whole name was typed. */
function commandOf(path: readonly string[], commands: readonly CompletableCommand[]): CompletableCommand | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const found = commands.find(({ id }) => id === path.slice(0, length).join(':'));
    if (found) return found;
  }
  return undefined;
}
