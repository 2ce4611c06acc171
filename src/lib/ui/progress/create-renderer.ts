import { plain, shown } from '../text/signs.js';
import { plainRenderer } from './plain-renderer.js';
import type { Renderer } from './renderer.js';

/**
 * Live tasks where a person looks at a terminal, plain lines elsewhere; nothing on standard output, unless events are
 * asked for there.
 */
export async function createRenderer(options: { json: boolean; events?: 'ndjson' }): Promise<Renderer> {
  if (options.events) {
    return {
      report: (event) => void process.stdout.write(`${JSON.stringify(event)}\n`),
      finish: async () => {},
    };
  }
  if (process.stderr.isTTY && !options.json && !process.env.CI && !plain()) {
    const { liveRenderer } = await import('./live-renderer.js');
    return liveRenderer(process.stderr, () => performance.now());
  }
  return plainRenderer((line) => process.stderr.write(`${shown(line)}\n`));
}
