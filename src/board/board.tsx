import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Order } from '../lib/board/orders.js';
import { troublesOf } from '../lib/status/troubles.js';
import { type BoardFacts, readChanges } from './api.js';
import { ChangeDialog } from './change-dialog.js';
import { ChangeProgress } from './change-progress.js';
import { follow, type Known } from './feed.js';
import { Journal } from './journal.js';
import { Multiviewer } from './multiviewer.js';
import { RegionCard } from './region-card.js';
import { SandboxFaults } from './sandbox-faults.js';
import { Stripes } from './stripes.js';
import { Troubles } from './troubles.js';
import { VerdictLine } from './verdict-line.js';
import { localTime, spanText, utcTime } from './words.js';

/** The whole page. @param props.wall without buttons, for a screen that nobody touches */
export function Board({ facts, wall }: { facts: BoardFacts; wall: boolean }) {
  const [known, setKnown] = useState<Known>({ rows: [], changes: new Map() });
  const [nowMs, setNowMs] = useState(Date.now());
  const [asked, setAsked] = useState<{ action: Order['action']; now?: boolean; region: string }>();
  useEffect(() => follow(setKnown), []);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const earlier = useEarlierChanges();
  const changes = useMemo(() => new Map([...earlier, ...known.changes]), [earlier, known.changes]);
  const { status, lostMs } = known;
  const mayChange = facts.allowChanges && !wall;
  const classes = ['board', facts.production && 'production', lostMs !== undefined && 'lost', wall && 'wall'];
  return (
    <div class={classes.filter(Boolean).join(' ')}>
      <header>
        <h1>{facts.cluster}</h1>
        {facts.production && <strong class="production-mark">production</strong>}
        <span class="clock">
          {localTime(nowMs)} <small>{utcTime(nowMs)}</small>
        </span>
        {mayChange && (
          <button type="button" onClick={() => setAsked({ action: 'off-air', region: '' })}>
            Off the air …
          </button>
        )}
        <nav>{wall ? <a href="/">Leave wall mode</a> : <a href="/?wall">Wall mode</a>}</nav>
      </header>
      {lostMs !== undefined && (
        <p class="lost-notice" role="alert">
          No news from cvs board since {localTime(lostMs)} ({spanText((nowMs - lostMs) / 1000)}). What is shown is old.
        </p>
      )}
      {status ? (
        <main>
          <VerdictLine status={status} rows={known.rows} nowMs={nowMs} />
          <section class="cards" aria-label="Regions">
            {facts.regions.map(({ region }) => (
              <RegionCard
                key={region}
                region={region}
                status={status}
                nowMs={nowMs}
                onAsk={mayChange ? (what) => setAsked({ ...what, region }) : undefined}
              />
            ))}
          </section>
          <Multiviewer facts={facts} status={status} />
          <Stripes rows={known.rows} nowMs={nowMs} history={status.history.known ? status.history.value : []} />
          <Troubles troubles={troublesOf(status)} />
          <Journal status={status} cluster={facts.cluster} />
          <ChangeProgress changes={changes} mayStop={mayChange} />
        </main>
      ) : (
        <p class="notice">The first status is being read …</p>
      )}
      {asked && <ChangeDialog asked={asked} facts={facts} onClose={() => setAsked(undefined)} />}
      <footer>
        {facts.sandbox && mayChange && <SandboxFaults regions={facts.regions.map((one) => one.region)} />}
        cvs {facts.version}, run by {facts.identity}
        {facts.allowChanges ? '' : '; it only shows: cvs board --allow-changes also acts'}
      </footer>
    </div>
  );
}

/** The changes that were asked for before this page was opened. */
function useEarlierChanges(): Known['changes'] {
  const [earlier, setEarlier] = useState<Known['changes']>(new Map());
  useEffect(() => {
    readChanges()
      .then((all) => setEarlier(new Map(all.map((one) => [one.id, one]))))
      .catch(() => {});
  }, []);
  return earlier;
}
