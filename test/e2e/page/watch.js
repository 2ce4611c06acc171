// Watches a playing <video> from within its page: what a person in front of it would see.

/** Between samples, ms. */
const SAMPLE_MS = 50;
/** A sample belongs to a stall when less than this share of the time that passed was played. */
const MOVING = 0.5;
/** A jump ahead by more than this is a skip, ms. */
const SKIP_MS = 300;

const video = document.getElementById('video');
const canvas = document.createElement('canvas');
canvas.width = 16;
canvas.height = 9;
const picture = canvas.getContext('2d', { willReadFrequently: true });

const watched = {
  started: false,
  longestStallMs: 0,
  skippedMs: 0,
  fatal: [],
  errors: [],
};
let stallMs = 0;
let last;

function sample() {
  const now = { wall: performance.now(), media: video.currentTime * 1000 };
  if (!watched.started) {
    watched.started = video.currentTime > 0 && !video.seeking && video.readyState >= 3;
  } else if (last) {
    // Compared with the time that really passed, so that a timer that comes late is no stall.
    const passed = now.wall - last.wall;
    const played = now.media - last.media;
    if (played - passed > SKIP_MS) watched.skippedMs += played - passed;
    stallMs = played < passed * MOVING ? stallMs + passed - Math.max(0, played) : 0;
    watched.longestStallMs = Math.max(watched.longestStallMs, stallMs);
  }
  last = now;
}
setInterval(sample, SAMPLE_MS);

window.watch = {
  /** When what is shown was made; a player that knows it says so. */
  playingDate: () => undefined,
  /** What the player said. */
  error(text, fatal) {
    watched.errors.push(text);
    if (fatal) watched.fatal.push(text);
  },
  /** Begins a new part: what was counted so far stays behind, a stall under way does not. */
  begin() {
    watched.longestStallMs = stallMs;
    watched.skippedMs = 0;
    watched.errors = [];
  },
  read() {
    const { buffered, currentTime } = video;
    return {
      ...watched,
      currentTime,
      latencyMs: Date.now() - window.watch.playingDate(),
      bufferedAheadS: buffered.length ? buffered.end(buffered.length - 1) - currentTime : 0,
      meanColour: meanColour(),
    };
  },
};

video.addEventListener('error', () => window.watch.error(`media element: ${video.error?.message}`, true));
window.addEventListener('error', ({ message }) => window.watch.error(`script: ${message}`, false));

/** Of the picture; none where the browser plays by itself, whose pictures a script may not read. */
function meanColour() {
  picture.drawImage(video, 0, 0, 16, 9);
  let data;
  try {
    ({ data } = picture.getImageData(0, 0, 16, 9));
  } catch {
    return [];
  }
  return [0, 1, 2].map((channel) => {
    let sum = 0;
    for (let index = channel; index < data.length; index += 4) sum += data[index];
    return sum / (data.length / 4);
  });
}
