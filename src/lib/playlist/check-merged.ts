import type { Playlist } from 'm3u8-parser';
import { CvsError, messageOf } from '../errors.js';
import type { MergedMaster } from './merge.js';

/** Attributes in which the copies of a rung differ on purpose. */
const REGIONAL: ReadonlySet<string> = new Set(['PATHWAY-ID', 'AUDIO', 'VIDEO', 'SUBTITLES', 'CLOSED-CAPTIONS']);

/**
 * Reads every copy with a parser that players use (m3u8-parser, of video.js) and makes sure that it sees each rung once
 * a region, next to each other and alike. A check on the merge itself, before anything is published.
 *
 * @throws CvsError `MERGE_UNSOUND`
 */
export async function checkMerged(merged: MergedMaster): Promise<void> {
  const { Parser } = await import('m3u8-parser');
  const { rungs, pathways } = merged.summary;
  for (const [region, text] of merged.copies) {
    const parser = new Parser();
    try {
      parser.push(text);
      parser.end();
    } catch (error) {
      throw unsound(region, `m3u8-parser cannot read it (${messageOf(error)})`);
    }
    const problem = problemOf(parser.manifest.playlists ?? [], rungs, pathways);
    if (problem) throw unsound(region, problem);
  }
}

function problemOf(variants: readonly Playlist[], rungs: number, pathways: readonly string[]) {
  const regions = pathways.length;
  if (variants.length !== rungs * regions) {
    return `it is read as ${variants.length} variants instead of ${rungs} rungs in ${regions} regions`;
  }
  for (let start = 0; start < variants.length; start += regions) {
    const copies = variants.slice(start, start + regions);
    const rung = `rung ${start / regions + 1}`;
    if (new Set(copies.map(sharedAttributes)).size > 1) return `the copies of ${rung} differ`;
    if (new Set(copies.map((copy) => copy.uri)).size < regions) return `${rung} has the same URI for two regions`;
    const relative = copies.find((copy) => !/^https?:\/\//i.test(copy.uri));
    if (relative) return `${rung} has the relative URI ${relative.uri}`;
    const named = copies.flatMap((copy) => copy.attributes['PATHWAY-ID'] ?? []);
    if (named.length > 0 && new Set(named).size < regions) return `${rung} is not in every pathway`;
  }
  return undefined;
}

function sharedAttributes({ attributes }: Playlist): string {
  return JSON.stringify(Object.entries(attributes).filter(([name]) => !REGIONAL.has(name)));
}

function unsound(region: string, problem: string): CvsError {
  return new CvsError({
    code: 'MERGE_UNSOUND',
    message: `The merged master playlist that lists ${region} first is not sound: ${problem}. Nothing was published.`,
    suggestions: ['Please report this with the regions’ master playlists; it is a fault of cvs or of their syntax.'],
  });
}
