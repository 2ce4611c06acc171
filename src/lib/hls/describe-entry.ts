import { outsideText } from '../outside-text.js';
import { rawValue } from './attributes.js';
import type { Entry } from './entry.js';
import { GROUP_TYPES } from './groups.js';

const AUDIO_CODEC = /^\s*(mp4a|ac-[34]|ec-3|flac|opus|alac|mp3)/i;

/** Whether an element of CODECS is sound: the names that packagers write, in any case. */
export function isAudioCodec(codec: string): boolean {
  return AUDIO_CODEC.test(codec);
}

/** What a person knows an entry by, all that sets it apart from the others included: `1280x720 30.000 fps 4285600 bit/s`, `AUDIO "English" in "aac"`. */
export function describe(entry: Entry | undefined): string {
  return entry ? outsideText(describeWhole(entry)) : '—';
}

function describeWhole(entry: Entry): string {
  const value = (name: string) => rawValue(entry.attributes, name);
  const unquoted = (name: string) => value(name)?.replaceAll('"', '');
  if (entry.kind === 'media') {
    const extra = ['LANGUAGE', 'ASSOC-LANGUAGE', 'CHANNELS', 'INSTREAM-ID', 'CHARACTERISTICS'].flatMap(
      (name) => unquoted(name) ?? [],
    );
    const muxed = value('URI') === undefined && ['AUDIO', 'VIDEO'].includes(value('TYPE') ?? '');
    return [
      `${value('TYPE')} ${value('NAME')} in ${value('GROUP-ID')}`,
      ...extra,
      ...(value('FORCED') === 'YES' ? ['forced'] : []),
      ...(muxed ? ['muxed'] : []),
    ].join(' ');
  }
  const named = GROUP_TYPES.flatMap((name) =>
    value(name) === undefined ? [] : `${name.toLowerCase()}=${unquoted(name)}`,
  );
  const isAudioOnly = unquoted('CODECS')?.split(',').every(isAudioCodec);
  return [
    entry.kind === 'trick' ? (entry.tag.includes('IMAGE') ? 'images' : 'I-frames') : '',
    value('RESOLUTION') ?? (isAudioOnly ? 'audio only' : ''),
    value('FRAME-RATE') === undefined ? '' : `${value('FRAME-RATE')} fps`,
    `${value('BANDWIDTH')} bit/s`,
    unquoted('CODECS') ?? '',
    ...['SUPPLEMENTAL-CODECS', 'VIDEO-RANGE', 'HDCP-LEVEL', 'REQ-VIDEO-LAYOUT'].flatMap((name) => unquoted(name) ?? []),
    ...named,
  ]
    .filter((part) => part !== '')
    .join(' ');
}
