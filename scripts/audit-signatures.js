// Checks the registry's signatures of every installed package. It needs the registry and sigstore's keys; where they cannot be
// reached it says so and passes.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * What `npm audit signatures --json` printed means.
 *
 * @returns what to print, and whether it is as it should be
 */
export function verdict(output) {
  let found;
  try {
    found = JSON.parse(output);
  } catch {
    found = { error: { summary: 'npm printed nothing that can be read' } };
  }
  if (found.error || !Array.isArray(found.invalid) || !Array.isArray(found.missing)) {
    return { good: true, text: `npm audit signatures cannot run here: ${found.error?.summary ?? 'an unknown answer'}` };
  }
  const bad = [...found.invalid, ...found.missing].map(({ name, version }) => `${name}@${version}`);
  if (bad.length === 0) return { good: true, text: 'The registry has signed every package.' };
  return { good: false, text: `Without a valid signature: ${bad.join(', ')}` };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const limits = ['--fetch-retries=0', '--fetch-timeout=20000'];
  const { stdout } = spawnSync('npm', ['audit', 'signatures', '--json', ...limits], { encoding: 'utf8' });
  const { good, text } = verdict(stdout ?? '');
  console.log(text);
  process.exitCode = good ? 0 : 1;
}
