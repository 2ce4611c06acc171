import { z } from 'zod';

/** For a fault that ends by itself, wall-clock seconds: no timer lasts longer than 24 days. */
export const forSeconds = z.number().positive().max(2_000_000).optional();

const stream = { kind: z.literal('stream'), region: z.string(), forSeconds };

/** Which requests are disturbed; absent: all. `audio` and `video` are the tracks' playlists and segments. */
const only = z.enum(['playlists', 'segments', 'audio', 'video']).optional();

/** Such as {@link STREAM_FAULTS} explains. */
export const streamFault = z.discriminatedUnion('how', [
  z.strictObject({
    ...stream,
    how: z.enum([
      ...(['freeze', 'audio-freeze', 'video-freeze', 'end', 'restart'] as const),
      ...(['black', 'frozen-picture', 'silent', 'gap', 'rename'] as const),
    ]),
  }),
  z.strictObject({ ...stream, how: z.enum(['refuse', 'hang', 'cut']), only }),
  z.strictObject({ ...stream, how: z.literal('status'), code: z.int().min(400).max(599), only }),
  z.strictObject({ ...stream, how: z.literal('slow'), seconds: z.number().positive().max(3600), only }),
  z.strictObject({ ...stream, how: z.literal('lag'), segments: z.int().min(-10).max(10) }),
  z.strictObject({ ...stream, how: z.literal('expire'), segments: z.int().min(1).max(20).optional() }),
]);

type WithoutPlace<Fault> = Fault extends unknown ? Omit<Fault, 'kind' | 'region' | 'forSeconds'> : never;

/** What is wrong with the stream of one region. */
export type StreamFault = WithoutPlace<z.infer<typeof streamFault>>;

/** The part of a stream that a disturbance is limited to. */
export type StreamPart = NonNullable<z.infer<typeof only>>;

/** What each fault of a stream is, for the help. */
export const STREAM_FAULTS: Readonly<Record<StreamFault['how'], string>> = {
  freeze: 'the playlists stand still, as when the encoder stops and the origin goes on',
  'audio-freeze': 'only the audio’s playlist stands still',
  'video-freeze': 'only the playlists of the video stand still',
  end: 'the playlists end with EXT-X-ENDLIST',
  restart: 'the packager starts again: media sequence numbers and segment names begin at 0',
  black: 'new segments show a black picture',
  'frozen-picture': 'new segments show one picture that does not move',
  silent: 'new segments have no sound',
  gap: 'new segments are EXT-X-GAP and answer 404',
  rename: 'new segments have other names',
  refuse: 'connections are cut at once',
  hang: 'requests are not answered',
  cut: 'answers stop halfway',
  status: 'answers have the HTTP status --status',
  slow: 'answers come --delay seconds later',
  lag: 'the stream is --segments segments behind; ahead when it is negative',
  expire: 'only the newest --segments segments can be fetched (3 without the flag)',
};
