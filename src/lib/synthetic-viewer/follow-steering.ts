import { readSteeringManifest, steeringUrl } from '../hls/steering-manifest.js';
import type { HttpResponse } from '../http/http-client.js';
import { load, STEERING_POLICY } from './loader.js';
import type { ViewerRun } from './viewer-run.js';

/** How long a player waits for the next try while it has never seen a manifest, in ms. */
const FIRST_TTL_MS = 5000;

/** For how long a server that is busy asks to be left alone: hls.js waits so long after a 429. */
function busyMs(answer: HttpResponse | undefined): number | undefined {
  const seconds = answer?.status === 429 ? Number.parseFloat(answer.headers.get('retry-after') ?? '') : Number.NaN;
  return seconds > 0 ? seconds * 1000 : undefined;
}

/** Asks for the steering manifest, again and again after its TTL, and moves the viewer as it says. */
export async function followSteering(run: ViewerRun, url: string): Promise<void> {
  const { clock, recorder, stopped } = run.context;
  let next = url;
  let ttlMs = FIRST_TTL_MS;
  while (!stopped.aborted) {
    const asked = steeringUrl(next, run.stay.pathway, recorder.throughput);
    const loaded = await load({ url: asked, policy: STEERING_POLICY, signal: stopped }, run.context);
    if (loaded.type === 'aborted') return;
    // 410: the server asks not to be asked again (RFC 8216bis section 7).
    if (loaded.type === 'failed' && loaded.response?.status === 410) return;
    let waitMs: number | undefined;
    if (loaded.type === 'failed') waitMs = busyMs(loaded.response);
    else {
      const manifest = readSteeringManifest(loaded.response.text());
      if (manifest) {
        ttlMs = manifest.ttlS * 1000;
        const { reloadUri = next } = manifest;
        if (URL.canParse(reloadUri, loaded.response.url)) next = new URL(reloadUri, loaded.response.url).href;
        run.steer(manifest.priority);
      } else recorder.error({ url: next, what: 'not a steering manifest' });
    }
    await clock.sleep(waitMs ?? ttlMs, stopped).catch(() => {});
  }
}
