/** A video rendition of the live streams. */
export interface Rung {
  /** Also the name of its file in `media/<picture>/`. */
  name: string;
  /** Its number in the names of playlists and segments. */
  index: number;
  width: number;
  height: number;
  /** Peak bits a second with audio. At least that of every picture, because all regions must advertise the same. */
  bandwidth: number;
}

export const FRAME_RATE = 25;

export const LADDER: readonly Rung[] = [
  { name: 'video-1', index: 1, width: 416, height: 234, bandwidth: 60_000 },
  { name: 'video-2', index: 2, width: 640, height: 360, bandwidth: 80_000 },
  { name: 'video-3', index: 3, width: 960, height: 540, bandwidth: 110_000 },
];

/** The audio rendition that all rungs share. */
export const AUDIO = {
  name: 'audio',
  index: 4,
  groupId: 'audio',
  label: 'English',
  language: 'en',
  channels: 2,
} as const;
