import { useState } from 'preact/hooks';
import { REMEMBERED_MS, type StripeRow } from '../lib/board/stripes.js';
import type { HistoryEntry } from '../lib/state/read-history.js';
import { localTime } from './words.js';

const WIDTH = 1000;
const ROW = 26;
const BAR = 18;

/** Zoom: the last half hour, or the last five minutes. */
const SPANS = [
  { ms: REMEMBERED_MS, label: '30 min' },
  { ms: 5 * 60_000, label: '5 min' },
] as const;

/** What each row was, from when to when. What was not read is left blank. */
export function Stripes({
  rows,
  nowMs,
  history,
}: {
  rows: readonly StripeRow[];
  nowMs: number;
  history: readonly HistoryEntry[];
}) {
  const [spanMs, setSpanMs] = useState<number>(REMEMBERED_MS);
  const x = (ms: number) => Math.max(0, ((ms - nowMs + spanMs) / spanMs) * WIDTH);
  const marks = history.filter(({ at }) => Date.parse(at) > nowMs - spanMs);
  const height = rows.length * ROW;
  return (
    <section class="stripes" aria-label="The last half hour">
      <h2>
        The last {SPANS.find(({ ms }) => ms === spanMs)?.label}
        <span class="choices">
          {SPANS.map(({ ms, label }) => (
            <button key={label} type="button" aria-pressed={ms === spanMs} onClick={() => setSpanMs(ms)}>
              {label}
            </button>
          ))}
        </span>
      </h2>
      <div class="rows">
        <ul aria-hidden="true">
          {rows.map(({ id }) => (
            <li key={id}>{id}</li>
          ))}
        </ul>
        <svg
          style={{ height: `${rows.length * 1.6}rem` }}
          viewBox={`0 0 ${WIDTH} ${height}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={inWords(rows)}
        >
          {rows.map(({ id, stripes }, row) =>
            stripes
              .filter(({ toMs }) => toMs > nowMs - spanMs)
              .map(({ fromMs, toMs, value }) => (
                <rect
                  key={`${id}${fromMs}`}
                  class={`stripe ${classOf(id, value, rows)}`}
                  x={x(fromMs)}
                  y={row * ROW}
                  width={Math.max(1, x(toMs) - x(fromMs))}
                  height={BAR}
                >
                  <title>{`${id}: ${value}, ${localTime(fromMs)} to ${localTime(toMs)}`}</title>
                </rect>
              )),
          )}
          {marks.map(({ at, action, region }) => (
            <line key={`${at}${region}`} class="mark" x1={x(Date.parse(at))} x2={x(Date.parse(at))} y1={0} y2={height}>
              <title>{`${localTime(Date.parse(at))} ${action} ${region}`}</title>
            </line>
          ))}
        </svg>
      </div>
      <p class="scale">
        <span>{localTime(nowMs - spanMs)}</span>
        <span>{localTime(nowMs)}</span>
      </p>
    </section>
  );
}

/** Regions have states; the steering row shows which region leads. */
function classOf(id: string, value: string, rows: readonly StripeRow[]): string {
  if (id !== 'steering') return value;
  const regions = rows.map((row) => row.id).filter((other) => other !== 'verdict' && other !== 'steering');
  return `lead-${Math.min(3, Math.max(0, regions.indexOf(value)))}`;
}

/** The rows for who does not see them. */
function inWords(rows: readonly StripeRow[]): string {
  return rows
    .map(({ id, stripes }) => {
      const last = stripes.at(-1);
      return last ? `${id} has been ${last.value} since ${localTime(last.fromMs)}` : `${id} is unknown`;
    })
    .join('; ');
}
