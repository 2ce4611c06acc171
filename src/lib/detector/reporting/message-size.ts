import type { DetectorMessage, PlaylistReport } from './detector-message.js';

/**
 * Longest message in bytes, as a subscriber gets it: within JSON of its own, which escapes its quotes. SNS takes 262,144
 * bytes ("Publish", Amazon SNS API Reference), and so do queues and functions; the rest is for the envelope.
 */
const MAX_BYTES = 200_000;

type Reports = Readonly<Record<string, PlaylistReport>>;

/**
 * A message that a topic takes: where it would be too long, reports of playlists are left out, and
 * `detector.reports_left_out` says how many. Those of playlists that are not fresh stay as long as there is room.
 */
export function fittingMessage(message: DetectorMessage): DetectorMessage {
  const { playlists, distribution_playlists: atDistribution, ...rest } = message;
  if (bytesOf(message) <= MAX_BYTES) return message;
  let left = MAX_BYTES - bytesOf({ ...rest, playlists: {}, distribution_playlists: {} }) - ROOM_FOR_COUNT;
  const all = [...entriesOf(playlists, 'playlists'), ...entriesOf(atDistribution ?? {}, 'distribution_playlists')];
  const kept: Record<Place, Record<string, PlaylistReport>> = { playlists: {}, distribution_playlists: {} };
  let leftOut = 0;
  for (const { place, url, report } of all.sort((one, other) => rank(one.report) - rank(other.report))) {
    const bytes = bytesOf({ [url]: report });
    if (bytes <= left) {
      left -= bytes;
      kept[place][url] = report;
    } else leftOut += 1;
  }
  return {
    ...rest,
    playlists: kept.playlists,
    distribution_playlists: atDistribution && kept.distribution_playlists,
    detector: { ...rest.detector, reports_left_out: leftOut },
  };
}

/** For `,"reports_left_out":` and a number. */
const ROOM_FOR_COUNT = 50;

type Place = 'playlists' | 'distribution_playlists';

function entriesOf(reports: Reports, place: Place) {
  return Object.entries(reports).map(([url, report]) => ({ place, url, report }));
}

function rank({ state }: PlaylistReport): number {
  return { stale: 0, unknown: 1, fresh: 2 }[state];
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(JSON.stringify(value)));
}
