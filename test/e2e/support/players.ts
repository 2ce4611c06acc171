import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../support/cvs/cvs.js';

/** The players, by their packages' names: the script that a page loads, and the id of ours that starts it. */
export const PLAYERS = {
  'hls.js': { id: 'hls', library: 'dist/hls.min.js' },
  'shaka-player': { id: 'shaka', library: 'dist/shaka-player.compiled.js' },
  'video.js': { id: 'videojs', library: 'dist/video.min.js' },
} as const;

export type PlayerName = keyof typeof PLAYERS;

export const PLAYER_NAMES = Object.keys(PLAYERS) as PlayerName[];

/** Version of a player, as npm installed it. */
export async function playerVersion(player: PlayerName): Promise<string> {
  const text = await readFile(join(packageRoot, 'node_modules', player, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
