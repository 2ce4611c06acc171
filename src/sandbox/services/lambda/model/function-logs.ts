import type { SandboxEnvironment } from '../../../environment.js';

/** Lines kept per function and region. */
const KEPT_LINES = 1000;
/** Characters of them. */
const KEPT_CHARACTERS = 4_000_000;

/** The last lines each function logged, as its CloudWatch log group would have them. */
export class FunctionLogs {
  readonly #env: SandboxEnvironment;
  readonly #groups = new Map<string, { lines: string[]; characters: number }>();

  constructor(env: SandboxEnvironment) {
    this.#env = env;
  }

  add(region: string, functionName: string, line: string): void {
    const key = `${region}/${functionName}`;
    const group = this.#groups.get(key) ?? { lines: [], characters: 0 };
    this.#groups.set(key, group);
    group.lines.push(line);
    group.characters += line.length;
    while (group.lines.length > KEPT_LINES || group.characters > KEPT_CHARACTERS) {
      group.characters -= group.lines.shift()?.length ?? 0;
    }
    this.#env.log({ source: `lambda/${functionName}`, region, message: line, level: 'debug' });
  }

  /** Oldest first. */
  lines(region: string, functionName: string): readonly string[] {
    return this.#groups.get(`${region}/${functionName}`)?.lines ?? [];
  }
}
