import { secondsText } from '../duration.js';
import type { DrillFailure, DrillReport, DrillViewer } from './drill-report.js';
import type { Abort, DrillEvent, Subject } from './timeline.js';

/** The result of a drill, as `--json` prints it: with sentences where the report has typed events and failures. */
export function drillJson(report: DrillReport) {
  return {
    ...report,
    aborted: report.aborted && abortText(report.aborted),
    timeline: report.timeline.map(({ atMs, subject, event }) => ({
      atMs,
      source: subjectText(subject),
      what: eventText(event),
    })),
    failures: report.failures.map((failure) => failureText(failure, report.viewers.length)),
  };
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
  aborted: ({ abort }) => `aborts: ${abortText(abort)}`,
  ended: () => 'ends',
  serving: ({ distributions }) =>
    distributions.map(({ region, state }) => `${region} ${state === 'closing' ? 'about to close' : state}`).join(', '),
  steered: ({ order }) => order.join(', then '),
  answered: ({ status }) => `HTTP ${status}`,
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
  stale: ({ region, closedRegion }) => `${region} turned stale while ${closedRegion} was closed`,
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
  'not-seen-closed': ({ region, lastSeen }) => `${region} was not seen closed: ${lastSeen}`,
  'not-reopened': ({ region, why }) => `${region} was not opened again: ${why}`,
  'left-closed': ({ region, who }) => `${region} stays as ${who} left it`,
  'gave-up': ({ why }) => `gave up: ${why}`,
  'did-not-leave': ({ region }) => `did not leave ${region}`,
  'left-late': ({ region }) => `left ${region} only after it was closed`,
  'left-slowly': ({ ms, region, allowedMs }) => `took ${ms} ms to leave ${region}; ${allowedMs} ms are allowed`,
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
