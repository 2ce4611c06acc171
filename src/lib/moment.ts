/**
 * A moment as people read it: `2026-01-31 14:03:59Z`, or `14:03:59Z` on the day of `now`. Always UTC.
 *
 * @param at ISO 8601 text, or ms since the epoch
 * @param now ISO 8601 text; without it the date is always there
 */
export function momentText(at: string | number, now?: string): string {
  const moment = new Date(at);
  // The table may hold anything: a number that no date has, or no date at all.
  if (Number.isNaN(moment.getTime())) return 'an unknown time';
  const [day, time] = moment.toISOString().split(/[T.]/);
  return now?.slice(0, 10) === day ? `${time}Z` : `${day} ${time}Z`;
}
