import { readFile, stat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { CvsError, messageOf, usageError } from '../errors.js';
import { decodeText, MAX_MASTER_LENGTH } from './recognize.js';
import type { RegionMaster } from './refusal.js';

/**
 * Reads a playlist from a file.
 *
 * @param region for messages
 * @throws CvsError `FILE_UNREADABLE` (usage), `PLAYLIST_NOT_HLS` where it is not text
 */
export async function readPlaylistFile(path: string, region: string): Promise<RegionMaster> {
  const source = { region, url: pathToFileURL(path).href };
  try {
    const { size } = await stat(path);
    // Each UTF-16 code unit takes three bytes at most.
    if (size > MAX_MASTER_LENGTH * 3) throw new Error(`it is ${size} bytes long, too long for a master playlist`);
    return { ...source, text: decodeText(await readFile(path), source) };
  } catch (error) {
    if (error instanceof CvsError) throw error;
    const absent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const why = absent ? 'there is no such file' : messageOf(error);
    throw usageError('FILE_UNREADABLE', `${path} cannot be read: ${why}.`, 'Give the path of a playlist.');
  }
}
