import { secondsText } from '../duration.js';
import type { DrillFailure } from './drill-failure.js';
import type { DrillReport } from './drill-report.js';
import type { DrillViewer } from './observation.js';
import type { Abort, DrillEvent, Subject } from './timeline.js';

/** The result of a drill, as `--json` prints it: with sentences where the report has typed events and failures. */
export function drillJson(report: DrillReport) {
  return {
    ...report,
    ...(report.exercise === 'close' ? { closedRegion: report.region, closedDomain: report.domain } : {}),
    aborted: report.aborted && abortText(report.aborted),
    timeline: report.timeline.map(({ atMs, subject, event }) => ({
      atMs,
      source: subjectText(subject),
      what: eventText(event),
    })),
    failures: report.failures.map((failure) => failureText(failure, report.viewers.length)),
  };
}

/** What was done, and to which region. */
export function exerciseText({ exercise, fault, region, domain }: DrillReport): string {
  const where = `${region} (${domain})`;
  if (exercise === 'fault') return `Had the fault ${fault}: ${where}`;
  return exercise === 'close' ? `Closed and opened again: ${where}` : `Rerouted and drained: ${where}`;
}

/** What a report says of the drill as a whole, name and value. */
export function drillFacts(report: DrillReport): [string, string][] {
  const { exercise, fault, closeEffectiveMs, steeredAwayMs, reroutedMs, servedFrom, drainToSwitchMs, reopened } =
    report;
  const { maxStallMs, maxErrors, maxSwitchMs } = report.objectives;
  const isClose = exercise === 'close';
  const where = `${report.region} (${report.domain})`;
  const told = isClose ? 'after players were told to leave' : 'after it began';
  const rerouted = `from ${servedFrom}, ${after(reroutedMs, 'after it began')}`;
  return [
    exercise === 'fault' ? [`Fault`, `${fault}, of ${where}`] : [isClose ? 'Closed' : 'Outage of', where],
    ...(isClose ? [['404 seen', after(closeEffectiveMs, 'after the start of the close')] as [string, string]] : []),
    ...(isClose ? [] : [['Steered away', after(steeredAwayMs, 'after it began')] as [string, string]]),
    ...(isClose && servedFrom === undefined
      ? []
      : [['Rerouted', servedFrom === undefined ? 'no' : rerouted] as [string, string]]),
    ['Last viewer left', after(drainToSwitchMs, told)],
    [isClose ? 'Opened again' : 'Preferred again', reopened ? 'yes' : 'no'],
    [
      'Objectives',
      `longest stall ≤ ${maxStallMs / 1000} s, error responses ≤ ${maxErrors}, time to leave ≤ ${maxSwitchMs / 1000} s`,
    ],
  ];
}

/** When something was seen after something else, or that it was not. */
export function after(ms: number | undefined | null, since: string): string {
  return ms == null ? 'no' : `${secondsText(ms)} ${since}`;
}

/** What a report says of a viewer, name and value, the same for every viewer. */
export function viewerFacts(viewer: DrillViewer): [string, string][] {
  return [
    ['kind', viewer.steering ? 'steering' : 'no steering'],
    ['left after', viewer.affected ? seconds(viewer.switchMs) : 'was elsewhere'],
    ['back after', seconds(viewer.backMs)],
    ['errors', String(viewer.errorResponses)],
    ['longest stall', `${viewer.longestStallMs} ms`],
    ['least buffer', seconds(viewer.lowestBufferMs)],
    ['segments', String(viewer.segments)],
    ['plays from', viewer.pathway ?? 'nowhere'],
  ];
}

function seconds(ms: number | undefined): string {
  return ms === undefined ? '–' : secondsText(ms);
}

export function subjectText(subject: Subject): string {
  if (subject.type === 'edge') return `edge ${subject.region}`;
  if (subject.type === 'viewer') return `viewer ${subject.number}`;
  return subject.type.replace('-', ' ');
}

/** A text for each type of something. */
type Texts<T extends { type: string }> = { readonly [K in T['type']]: (one: T & { type: K }) => string };

const EVENTS: Texts<DrillEvent> = {
  closing: ({ region }) => `closes ${region}`,
  closed: ({ region }) => `${region} is closed; holds`,
  opening: ({ region }) => `opens ${region}`,
  rerouted: ({ region, to }) => `${region} is served from ${to}`,
  drained: ({ region }) => `steers players away from ${region}; holds`,
  'fault-begins': ({ region, fault }) => `adds the fault ${fault} to ${region}; holds`,
  'fault-ends': ({ region, fault }) => `ends the fault ${fault} of ${region}`,
  aborted: ({ abort }) => `aborts: ${abortText(abort)}`,
  ended: () => 'ends',
  serving: ({ distributions }) =>
    distributions.map(({ region, state }) => `${region} ${state === 'closing' ? 'about to close' : state}`).join(', '),
  steered: ({ order }) => order.join(', then '),
  answered: ({ status, servesFrom }) =>
    `HTTP ${status}${servesFrom === undefined ? '' : `, served from ${servesFrom}`}`,
  unreadable: ({ why }) => why,
  playing: ({ pathway }) => `plays from ${pathway}`,
  switch: ({ from, to, because }) => `moves from ${from} to ${to} (${because})`,
  error: ({ what, url }) => `${what} for ${url}`,
  failed: ({ why }) => `gives up: ${why}`,
};

export function eventText(event: DrillEvent): string {
  return (EVENTS[event.type] as (one: DrillEvent) => string)(event);
}

const ABORTS: Texts<Abort> = {
  stalled: ({ viewer, limitMs }) => `viewer ${viewer} stalled for more than ${limitMs} ms`,
  stale: ({ region, drilledRegion }) => `${region} turned stale during the drill of ${drilledRegion}`,
  decided: ({ region, who }) => `${who} closed or drained ${region}`,
  'lease-taken': () => 'another drill was started',
  'lease-lapsed': ({ afterMs }) =>
    `the state table did not answer for ${afterMs / 1000} s, so that another drill may have been started`,
};

export function abortText(abort: Abort): string {
  return (ABORTS[abort.type] as (one: Abort) => string)(abort);
}

/** Of a viewer, what it did. */
const FAILURES: Texts<DrillFailure> = {
  aborted: ({ abort }) => `aborted: ${abortText(abort)}`,
  'nobody-there': ({ region }) => `no viewer played from ${region} when it began: this proves nothing`,
  'not-rerouted': ({ region, to }) =>
    `the distribution of ${region} did not serve from ${to}, although rerouting is possible`,
  'not-noticed': ({ region }) =>
    `nothing was done about ${region}: its distribution was not rerouted, and players were not steered away`,
  'not-ended': ({ region, why }) => `what was done to ${region} could not be taken back: ${why}`,
  'not-preferred-again': ({ region, afterMs }) =>
    `players were not sent to ${region} again within ${secondsText(afterMs)}`,
  'not-seen-closed': ({ region, lastSeen }) => `${region} was not seen closed: ${lastSeen}`,
  'not-reopened': ({ region, why }) => `${region} was not opened again: ${why}`,
  'left-closed': ({ region, who }) => `${region} stays as ${who} left it`,
  'gave-up': ({ why }) => `gave up: ${why}`,
  'did-not-leave': ({ region }) => `did not leave ${region}`,
  'left-late': ({ region }) => `left ${region} only after it was closed`,
  'left-slowly': ({ ms, region, allowedMs }) => `took ${ms} ms to leave ${region}; ${allowedMs} ms are allowed`,
  'did-not-come-back': ({ region, allowedMs, toldBack }) =>
    `did not come back to ${region} within ${secondsText(allowedMs)}${toldBack ? '' : ', because the steering manifest did not name it first again'}`,
  'error-responses': ({ count, first }) =>
    `saw ${count} error responses${first ? `, the first ${first.what} for ${first.url}` : ''}`,
  stalled: ({ ms, allowedMs }) => `stalled for ${ms} ms; ${allowedMs} ms are allowed`,
};

/** @param viewers how many there were */
export function failureText(failure: DrillFailure, viewers: number): string {
  const text = (FAILURES[failure.type] as (one: DrillFailure) => string)(failure);
  if (!('viewer' in failure)) return text;
  return `${viewers === 1 ? 'the viewer' : `viewer ${failure.viewer}`} ${text}`;
}
