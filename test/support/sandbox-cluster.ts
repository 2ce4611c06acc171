import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cluster } from '../../src/lib/cluster/cluster.js';
import { formatCluster } from '../../src/lib/cluster/format.js';
import type { Sandbox } from '../../src/sandbox/start-sandbox.js';

/** A cluster of the sandbox's streams, as `cvs init` would write it down. */
export function sandboxCluster(sandbox: Pick<Sandbox, 'streams'>, name: string): Cluster {
  return {
    name,
    regions: sandbox.streams.map(({ origin: _origin, ...stream }) => stream),
    assets: { bucketBaseName: `cvs-${name}`, project: 'cvs', version: '1.0.0' },
    masterPlaylist: { key: 'playlist.m3u8', steering: true },
    failover: { automatic: 'reroute', holdDown: 60 },
    detector: { durationMultiplier: 3, staleTolerance: 0.95, changeDetect: 'MEDIASEQUENCE' },
    tags: {},
  };
}

/** Writes its `cvs.yaml` into a folder. */
export async function writeSandboxCluster(sandbox: Sandbox, name: string, folder: string): Promise<void> {
  await writeFile(join(folder, 'cvs.yaml'), formatCluster(sandboxCluster(sandbox, name), 'cluster.schema.json'));
}
