import { createInterface } from 'node:readline';

/** Calls `act` each time that Enter is pressed. @returns ends it */
export function onEnter(input: NodeJS.ReadStream, act: () => void): () => void {
  // Without a terminal of its own the interface leaves Ctrl-C to the process.
  const lines = createInterface({ input, terminal: false });
  lines.on('line', act);
  return () => lines.close();
}
