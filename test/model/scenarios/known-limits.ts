import { SETTLE_MS } from '../../../src/lib/serving/times.js';
import type { Limit } from '../scenario.js';
import type { Trace } from '../trace.js';
import { REPLICATION } from './acts.js';

/** Who had to take a close back is gone; the other one is told what stands against theirs. */
export const RIVAL_LOST: Limit = {
  name: 'two closes stand, the machine of the one who had to take theirs back is lost, and the other one is told',
  isCrossed: ({ trace }, { property, distribution }) =>
    property === 'never in force' &&
    trace.lost.size > 0 &&
    !trace.decisions.some((one) => one.kind === 'close' && one.distribution === distribution && one.acknowledged),
};

/** A console closes without a condition. */
export const CONSOLE_AGAINST_CVS: Limit = {
  name: 'a console closes the last region that is open: its close and the one of cvs stand, and neither is in force',
  isCrossed: ({ table, trace }, { property }) =>
    property === 'never in force' &&
    trace.decisions.some(({ kind }) => kind === 'edit-close') &&
    table.items(0).every(({ standing }) => !standing.open),
};

/** Each replica may keep a close that nobody brings into the other one, nor withdraws. */
export const LOST_WHILE_STOPPED: Limit = {
  name: 'a machine is lost while the replication is stopped',
  isCrossed: ({ trace }, { property }) =>
    trace.lost.size > 0 && (property === 'off the air' || property === 'stranded'),
};

/** Its close is in force at once, so that a manifest may name only what is closed at the same moment through cvs. */
export const CONSOLE_AT_ONCE: Limit = {
  name: 'a console closes the other region in the seconds of a close',
  isCrossed: ({ trace }, { property }) => {
    const [one, other] = trace.decisions.map(({ landedMs = 0 }) => landedMs);
    return property === 'stranded' && Math.abs((one as number) - (other ?? 0)) < SETTLE_MS + 2000;
  },
};

/** Neither can know of the other, and the last write wins. */
export const OUT_OF_REACH: Limit = {
  name: 'two decisions of one distribution within the time of the replication, and a replica is out of reach',
  isCrossed: ({ table, trace }, { property }) =>
    property === 'lost decision' &&
    areAtOnce(trace) &&
    trace.decisions.some(({ reach }) => reach.length < table.versions.length),
};

/** A console asks no replica, and the last write wins, be it the second one of a command. */
export const CONSOLE_MEANWHILE: Limit = {
  name: 'a console and a command decide otherwise of one distribution within the time of the replication',
  isCrossed: ({ trace }, { property }) =>
    property === 'lost decision' && areAtOnce(trace) && trace.decisions.some(({ kind }) => kind.startsWith('edit')),
};

/** Whether two people decided so shortly after each other that the replication was still under way. */
function areAtOnce({ decisions }: Trace): boolean {
  const moments = decisions.map(({ who, landedMs, startMs }) => ({ who, atMs: landedMs ?? startMs }));
  return moments.some((one) =>
    moments.some((other) => one.who !== other.who && Math.abs(one.atMs - other.atMs) < REPLICATION.mostMs),
  );
}
