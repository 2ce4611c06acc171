import { Parser } from 'm3u8-parser';
import { CvsError } from '../../../../src/lib/errors.js';
import { type MergedMaster, mergeMasters } from '../../../../src/lib/playlist/merge/merge.js';
import { mastersOf } from '../masters.js';

/** Merges the masters of the first regions, a text each, with steering. */
export function merge(...texts: string[]): MergedMaster {
  return mergeMasters(mastersOf(...texts), { steering: true });
}

/** The lines of the copy that lists the first region first. */
export function linesOf(merged: MergedMaster): string[] {
  return ([...merged.copies.values()][0] ?? '').split('\n');
}

export function refusalOf(act: () => unknown): CvsError {
  try {
    act();
  } catch (error) {
    if (error instanceof CvsError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** The two lines of a variant with these attributes. */
export function variant(bandwidth: number, attributes: string, uri = `${bandwidth}.m3u8`): string[] {
  return [`#EXT-X-STREAM-INF:BANDWIDTH=${bandwidth},${attributes}`, uri];
}

/** A playlist as m3u8-parser, the parser of video.js, reads it. */
export function readByVideojs(text: string): Parser['manifest'] {
  const parser = new Parser();
  parser.push(text);
  parser.end();
  return parser.manifest;
}
