import type { Judgement } from './playlist-watch.js';

/** One playlist as it is judged. */
export interface JudgedPlaylist {
  judgement: Judgement;
  /** Whether a segment was ever seen to appear in it. */
  moved: boolean;
}

/** A variant, by what a player needs of it. */
export interface JudgedVariant {
  video: JudgedPlaylist;
  audio: readonly JudgedPlaylist[];
}

/**
 * The variants of a stream as viewers have them: one needs its own playlist and the audio that it names. What has never
 * moved says nothing, unless no variant ever moved: then the stream never came up.
 *
 * @returns a judgement for each variant that counts
 */
export function judgeVariants(variants: readonly JudgedVariant[]): Judgement[] {
  const came = variants.filter(({ video }) => counts(video));
  return (came.length > 0 ? came : variants).map(({ video, audio }) => {
    const heard = audio.filter((one) => one !== video && counts(one)).map(({ judgement }) => judgement);
    return worst(video.judgement, heard.map(asAudio));
  });
}

function counts({ judgement, moved }: JudgedPlaylist): boolean {
  return moved || judgement.state !== 'stale';
}

function worst(own: Judgement, audio: readonly Judgement[]): Judgement {
  const all = [own, ...audio];
  return all.find(({ state }) => state === 'stale') ?? all.find(({ state }) => state === 'unknown') ?? own;
}

function asAudio(judgement: Judgement): Judgement {
  return judgement.reason === undefined ? judgement : { ...judgement, reason: `its audio: ${judgement.reason}` };
}
