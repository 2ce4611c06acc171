import type { SandboxEnvironment } from '../../../environment.js';

/** Lines kept per function and region. */
const KEPT_LINES = 1000;

/** The last lines each function logged, as its CloudWatch log group would have them. */
export class FunctionLogs {
  readonly #env: SandboxEnvironment;
  readonly #groups = new Map<string, string[]>();

  constructor(env: SandboxEnvironment) {
    this.#env = env;
  }

  add(region: string, functionName: string, line: string): void {
    const key = `${region}/${functionName}`;
    const lines = this.#groups.get(key) ?? [];
    this.#groups.set(key, lines);
    lines.push(line);
    if (lines.length > KEPT_LINES) lines.shift();
    this.#env.log({ source: `lambda/${functionName}`, region, message: line, level: 'debug' });
  }

  /** Oldest first. */
  lines(region: string, functionName: string): readonly string[] {
    return this.#groups.get(`${region}/${functionName}`) ?? [];
  }
}
