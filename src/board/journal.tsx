import { useEffect, useState } from 'preact/hooks';
import type { HistoryEntry } from '../lib/state/read-history.js';
import type { ClusterStatus } from '../lib/status/cluster-status.js';
import { readJournal } from './api.js';
import { Scrolling } from './scrolling.js';
import { changeText, localTime } from './words.js';

/** Who changed what, when and why; the newest change comes first. */
export function Journal({ status, cluster }: { status: ClusterStatus; cluster: string }) {
  const [entries, setEntries] = useState<readonly HistoryEntry[]>([]);
  const [filter, setFilter] = useState('');
  const newest = status.history.known ? status.history.value[0]?.at : undefined;
  // The status has the last few only: all are read when there is a new one.
  useEffect(() => {
    readJournal()
      .then(setEntries)
      .catch(() => {});
  }, [newest]);
  const shown = entries.filter((one) => textOf(one).toLowerCase().includes(filter.toLowerCase()));
  return (
    <Scrolling class="journal" label="Journal">
      <h2>
        Journal
        <input
          type="search"
          placeholder="Filter"
          aria-label="Filter the journal"
          value={filter}
          onInput={({ currentTarget }) => setFilter(currentTarget.value)}
        />
        <button type="button" onClick={() => download(`${cluster}-journal.json`, JSON.stringify(shown, undefined, 2))}>
          Export
        </button>
      </h2>
      <ol aria-label="Changes">
        {shown.map((one) => (
          <li key={`${one.at}${one.region}${one.action}`}>
            <time dateTime={one.at} title={one.at}>
              {localTime(Date.parse(one.at))}
            </time>
            <span>
              <b>
                {one.action} {one.region}
              </b>
              {one.forced ? ' (forced)' : ''}: {changeText(one.before, one.after, one.at)}
              <small>
                {one.who}
                {one.why ? `: ${one.why}` : ''}
              </small>
            </span>
          </li>
        ))}
      </ol>
      {shown.length === 0 && (
        <p class="none">{entries.length === 0 ? 'Nothing was changed through cvs.' : 'No entry fits.'}</p>
      )}
    </Scrolling>
  );
}

function textOf({ at, action, region, who, why = '' }: HistoryEntry): string {
  return `${at} ${action} ${region} ${who} ${why}`;
}

function download(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
