import { usageError } from '../../errors.js';
import { readPlaylistFile } from '../../hls/read-playlist-file.js';
import { refuseUnlessHls } from '../../hls/recognize.js';
import type { PlaylistSource, RegionMaster } from '../../hls/refusal.js';

/** A region's master playlist in a file, and where viewers would load it: `region=path@url`. */
export interface MasterFile extends PlaylistSource {
  path: string;
}

const SHAPE = /^([^=]+)=(.+)@(https?:\/\/.+)$/;

/**
 * Reads `eu-west-1=one.m3u8@https://d1.example/live/index.m3u8`.
 *
 * @throws CvsError `MASTER_FILE_INVALID` (usage)
 */
export function parseMasterFile(text: string): MasterFile {
  const [, region, path, url] = SHAPE.exec(text) ?? [];
  if (!region || !path || !url || !URL.canParse(url)) {
    throw usageError(
      'MASTER_FILE_INVALID',
      `"${text}" is not REGION=PATH@URL.`,
      'For example: --from eu-west-1=one.m3u8@https://d111111abcdef8.cloudfront.net/live/index.m3u8',
    );
  }
  return { region, path, url };
}

/**
 * Reads the regions' masters from files, in order.
 *
 * @throws CvsError as {@link readPlaylistFile} does, and where a file does not hold HLS
 */
export async function readMasterFiles(files: readonly MasterFile[]): Promise<RegionMaster[]> {
  return Promise.all(
    files.map(async ({ region, path, url }) => {
      const file = await readPlaylistFile(path, region);
      refuseUnlessHls(file.text, { ...file, path });
      return { ...file, url, path };
    }),
  );
}
