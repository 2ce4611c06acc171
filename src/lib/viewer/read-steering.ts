import type { FetchOptions, HttpClient } from '../http/http-client.js';
import { parseSteering } from './steering-manifest.js';

/** Where the copilot answers the steering manifest, on the master playlist's distribution. */
const STEERING_PATH = '/steering.json';

/**
 * The pathways in the order in which the steering manifest names them now.
 *
 * @throws FetchError when nothing answers, Error that says what came instead of a manifest
 */
export async function readSteering(
  http: HttpClient,
  masterUrl: string,
  options: FetchOptions = {},
): Promise<readonly string[]> {
  const url = new URL(STEERING_PATH, masterUrl).href;
  const response = await http.fetch(url, options);
  const manifest = response.status === 200 ? parseSteering(response.text()) : undefined;
  if (!manifest) throw new Error(`${url} answers HTTP ${response.status}, and no steering manifest`);
  return manifest.priority;
}
