import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whether tmux is there to give a program a real terminal. */
export const hasTerminal = (() => {
  try {
    execFileSync('tmux', ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** A program in a terminal of its own, typed into and looked at as a person does. */
export interface Terminal {
  /** Types text as it is. */
  type(text: string): Promise<void>;
  /** Presses keys by tmux's names: `Enter`, `Escape`, `C-c`, `Down`. */
  press(...keys: string[]): Promise<void>;
  /** What is on the screen, without the empty lines at its end. */
  screen(): Promise<string>;
  /** The same with its colours, as SGR sequences. */
  coloured(): Promise<string>;
  /** Waits until the screen matches, and gives it. @throws with the screen when it does not in time */
  waitFor(pattern: RegExp, timeoutMs?: number): Promise<string>;
  close(): Promise<void>;
}

/** Runs a command line of a shell in a terminal of 100 columns. Its exit code is shown as `exit code: N`. */
export async function openTerminal(options: {
  command: string;
  cwd: string;
  env: Record<string, string>;
  columns?: number;
}): Promise<Terminal> {
  const socket = `cvs-test-${process.pid}-${randomBytes(4).toString('hex')}`;
  const tmux = async (...args: string[]) => (await run('tmux', ['-L', socket, '-f', '/dev/null', ...args])).stdout;
  const settings = Object.entries(options.env).map(([name, value]) => `${name}='${value}'`);
  // After the command the terminal stays, so that its last screen can be looked at.
  // Ctrl-C reaches the shell as well, which must outlive it.
  const script = `trap : INT; cd '${options.cwd}'; env -i TERM=xterm-256color LANG=C.UTF-8 ${settings.join(' ')} ${options.command}; echo "exit code: $?"; sleep 600`;
  await tmux(
    '-u',
    'new-session',
    '-d',
    '-s',
    'main',
    '-x',
    `${options.columns ?? 100}`,
    '-y',
    '50',
    'sh',
    '-c',
    script,
  );
  const screen = async () => (await tmux('capture-pane', '-p', '-t', 'main')).trimEnd();
  return {
    type: async (text) => void (await tmux('send-keys', '-t', 'main', '-l', text)),
    press: async (...keys) => void (await tmux('send-keys', '-t', 'main', ...keys)),
    screen,
    coloured: async () => (await tmux('capture-pane', '-p', '-e', '-t', 'main')).trimEnd(),
    async waitFor(pattern, timeoutMs = 15_000) {
      const end = performance.now() + timeoutMs;
      for (;;) {
        const shown = await screen();
        if (pattern.test(shown)) return shown;
        if (performance.now() > end) throw new Error(`The screen never showed ${pattern}:\n${shown}`);
        await new Promise((resolve) => setTimeout(resolve, 60));
      }
    },
    close: async () => void (await tmux('kill-server').catch(() => undefined)),
  };
}
