const AUDIO_CODEC = /^\s*(mp4a|ac-[34]|ec-3|flac|opus|alac|mp3)/i;

/** Whether an element of CODECS is sound: the names that packagers write, in any case. */
export function isAudioCodec(codec: string): boolean {
  return AUDIO_CODEC.test(codec);
}
