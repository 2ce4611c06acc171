// Runs the command lines that its parent sends, one after the other, with the built commands; see cvs-shell.ts.
import { fileURLToPath } from 'node:url';
import { flush, run } from '@oclif/core';

const root = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

process.on('message', async (args) => {
  const printed = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr']) {
    process[stream].write = (chunk, ...rest) => {
      printed[stream] += chunk;
      rest.find((one) => typeof one === 'function')?.();
      return true;
    };
  }
  process.exitCode = undefined;
  let exitCode;
  try {
    await run(args, root);
    await flush();
    exitCode = process.exitCode ?? 0;
  } catch (error) {
    exitCode = error.oclif?.exit ?? 1;
    printed.stderr += error.message;
  }
  process.send({ exitCode, ...printed });
});
