// Runs the command lines that its parent sends, one after the other, with the built commands; see cvs-shell.ts.
import { fileURLToPath } from 'node:url';
import { execute } from '@oclif/core/execute';
import handling from '@oclif/core/handle';

const bin = fileURLToPath(new URL('../../../bin/run.js', import.meta.url));

const printed = { stdout: '', stderr: '' };
for (const stream of ['stdout', 'stderr']) {
  process[stream].write = (chunk, ...rest) => {
    printed[stream] += chunk;
    rest.find((one) => typeof one === 'function')?.();
    return true;
  };
}

// A command that fails ends its process.
handling.Exit.exit = (code) => {
  process.exitCode = code;
};

process.on('message', async ({ args, cwd, env }) => {
  process.chdir(cwd);
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  // As bin/run.js has it.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  process.argv = [process.execPath, bin, ...args];
  process.exitCode = undefined;
  Object.assign(printed, { stdout: '', stderr: '' });
  await execute({ dir: bin, args });
  // What a process leaves in the folders of another run is none of this one's.
  process.chdir('/');
  // As execa gives it: without the end of the last line.
  const [stdout, stderr] = [printed.stdout, printed.stderr].map((text) => text.replace(/\n$/, ''));
  process.send({ exitCode: process.exitCode ?? 0, stdout, stderr });
});
