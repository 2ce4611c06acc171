import { plainRenderer } from './plain-renderer.js';
import type { Renderer } from './renderer.js';

/** Live tasks where a person looks at a terminal, plain lines elsewhere; nothing on standard output. */
export async function createRenderer(options: { json: boolean }): Promise<Renderer> {
  if (process.stderr.isTTY && !options.json && !process.env.CI) {
    const { liveRenderer } = await import('./live-renderer.js');
    return liveRenderer(process.stderr, () => performance.now());
  }
  return plainRenderer((line) => process.stderr.write(`${line}\n`));
}
