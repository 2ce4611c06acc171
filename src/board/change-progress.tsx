import type { Change } from '../lib/board/changes.js';
import type { ProgressEvent } from '../lib/progress.js';
import { stop } from './api.js';
import { Scrolling } from './scrolling.js';
import { localTime } from './words.js';

const SIGNS = { started: '›', succeeded: '✔', unchanged: '✔', failed: '✖', skipped: '↓' } as const;

/** The last change of this board: its steps as they run, with their seconds, and how it ended. */
export function ChangeProgress({ changes, mayStop }: { changes: ReadonlyMap<string, Change>; mayStop: boolean }) {
  const last = [...changes.values()].at(-1);
  if (!last) return null;
  const { id, command, startedAt, events, state, words, error } = last;
  return (
    <Scrolling class={`change ${state}`} label="The last change of this board" live="polite">
      <h2>
        <code>{command}</code> <small>{localTime(Date.parse(startedAt))}</small>
        {state === 'running' && mayStop && (
          <button type="button" onClick={() => void stop(id).catch(() => {})}>
            Stop
          </button>
        )}
      </h2>
      <ol>
        {stepsOf(events).map(({ id: step, title, status, atMs, detail }) => (
          <li key={step} class={status}>
            <span aria-hidden="true">{status ? SIGNS[status] : '·'}</span> {title}
            {detail ? `: ${detail}` : ''}
            {atMs === undefined ? '' : <small>{(atMs / 1000).toFixed(1)} s</small>}
          </li>
        ))}
        {events.flatMap(({ atMs, event }) =>
          event.type === 'warning' || event.type === 'note'
            ? [
                <li key={`${atMs}${event.message}`} class={event.type}>
                  {event.message}
                </li>,
              ]
            : [],
        )}
      </ol>
      {words?.map((line) => (
        <p key={line} class="result">
          {line}
        </p>
      ))}
      {error && (
        <p class="refused" role="alert">
          {error.message} {error.suggestions.join(' ')}
        </p>
      )}
    </Scrolling>
  );
}

type Status = (ProgressEvent & { type: 'step' })['status'];

/** Each step of the plan with the last that was said of it. */
function stepsOf(events: Change['events']) {
  const plan = events.flatMap(({ event }) => (event.type === 'plan' ? event.steps : []));
  return plan.map(({ id, title }) => {
    const said = events.findLast(({ event }) => event.type === 'step' && event.id === id);
    const event = said?.event as (ProgressEvent & { type: 'step' }) | undefined;
    return { id, title, status: event?.status as Status | undefined, detail: event?.detail, atMs: said?.atMs };
  });
}
