import { CvsError } from '../../errors.js';
import { rawValue } from '../../hls/attributes.js';
import { isAudioCodec } from '../../hls/audio-codec.js';
import type { Entry } from '../../hls/entry.js';
import type { Row } from './pair-entries.js';

/** Rows that an error shows at most. */
const SHOWN_ROWS = 24;

/**
 * The error for regions whose ladders do not match: a sentence, then the ladders side by side.
 *
 * @param what the rows are of: `rungs` or `renditions`
 * @param bearable whether something would be left without what a region lacks
 */
export function laddersDiffer(
  regions: readonly string[],
  rows: readonly Row[],
  what: string,
  bearable: boolean,
): CvsError {
  const lacking = rows.filter((row) => row.includes(undefined));
  const example = describe(lacking[0]?.find((entry) => entry !== undefined));
  const without = regions.filter((_, index) => lacking[0]?.[index] === undefined);
  return new CvsError({
    code: 'LADDERS_DIFFER',
    message: [
      `The ${what} of ${list(regions)} differ: ${list(without)} has no ${example}.`,
      ...sideBySide(regions, lacking.length + 4 < rows.length && rows.length > SHOWN_ROWS ? lacking : rows),
    ].join('\n'),
    suggestions: [
      'Give the encoders of all regions the same settings, then try again.',
      ...(bearable
        ? [
            'Or leave out what a region lacks: masterPlaylist.allowPartial: true in the cluster file keeps that choice (cvs init --allow-partial writes it), --allow-partial of cvs playlist build and publish makes it for one run.',
          ]
        : []),
    ],
  });
}

function isAudioOnly(codecs: string | undefined): boolean {
  return codecs?.split(',').every(isAudioCodec) === true;
}

/** What a person knows an entry by, all that sets it apart from the others included: `1280x720 30.000 fps 4285600 bit/s`, `AUDIO "English" in "aac"`. */
export function describe(entry: Entry | undefined): string {
  if (!entry) return '—';
  const value = (name: string) => rawValue(entry.attributes, name);
  const unquoted = (name: string) => value(name)?.replaceAll('"', '');
  if (entry.kind === 'media') {
    const extra = ['LANGUAGE', 'ASSOC-LANGUAGE', 'CHANNELS', 'INSTREAM-ID'].flatMap((name) => unquoted(name) ?? []);
    const muxed = value('URI') === undefined && ['AUDIO', 'VIDEO'].includes(value('TYPE') ?? '');
    return [`${value('TYPE')} ${value('NAME')} in ${value('GROUP-ID')}`, ...extra, ...(muxed ? ['muxed'] : [])].join(
      ' ',
    );
  }
  const named = ['AUDIO', 'VIDEO', 'SUBTITLES', 'CLOSED-CAPTIONS'].flatMap((name) =>
    value(name) === undefined ? [] : `${name.toLowerCase()}=${unquoted(name)}`,
  );
  return [
    entry.kind === 'trick' ? (entry.tag.includes('IMAGE') ? 'images' : 'I-frames') : '',
    value('RESOLUTION') ?? (isAudioOnly(unquoted('CODECS')) ? 'audio only' : ''),
    value('FRAME-RATE') === undefined ? '' : `${value('FRAME-RATE')} fps`,
    `${value('BANDWIDTH')} bit/s`,
    unquoted('CODECS') ?? '',
    ...['SUPPLEMENTAL-CODECS', 'VIDEO-RANGE', 'HDCP-LEVEL', 'REQ-VIDEO-LAYOUT'].flatMap((name) => unquoted(name) ?? []),
    ...named,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function sideBySide(regions: readonly string[], rows: readonly Row[]): string[] {
  const cells = [regions, ...rows.slice(0, SHOWN_ROWS).map((row) => row.map(describe))];
  const widths = regions.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   ')}`);
  const more = rows.length - SHOWN_ROWS;
  return [...lines.map((line) => line.trimEnd()), ...(more > 0 ? [`  … and ${more} more`] : [])];
}

/** `a`, `a and b`, `a, b and c`. */
export function list(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
