import type { DrillFailure, DrillReport, DrillViewer } from './drill-report.js';
import type { Abort, DrillEvent, Subject } from './timeline.js';

/** How a drill is put into words. Reports decide nothing by what these return. */
export interface DrillWords {
  subject(subject: Subject): string;
  event(event: DrillEvent): string;
  /** @param viewers how many there were */
  failure(failure: DrillFailure, viewers: number): string;
}

export const WORDS: DrillWords = { subject: subjectText, event: eventText, failure: failureText };

/** What a drill came to, as `--json` has it: with sentences where the report has typed events and failures. */
export function drillJson(report: DrillReport, words = WORDS) {
  return {
    ...report,
    aborted: report.aborted && abortText(report.aborted),
    timeline: report.timeline.map(({ atMs, subject, event }) => ({
      atMs,
      source: words.subject(subject),
      what: words.event(event),
    })),
    failures: report.failures.map((failure) => words.failure(failure, report.viewers.length)),
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
  return ms === undefined ? '–' : `${(ms / 1000).toFixed(1)} s`;
}

function subjectText(subject: Subject): string {
  switch (subject.type) {
    case 'drill':
    case 'steering':
      return subject.type;
    case 'state-table':
      return 'state table';
    case 'edge':
      return `edge ${subject.region}`;
    case 'viewer':
      return `viewer ${subject.number}`;
  }
}

function eventText(event: DrillEvent): string {
  switch (event.type) {
    case 'closing':
      return `closes ${event.region}`;
    case 'closed':
      return `${event.region} is closed; holds`;
    case 'opening':
      return `opens ${event.region}`;
    case 'aborted':
      return `aborts: ${abortText(event.abort)}`;
    case 'ended':
      return 'ends';
    case 'serving':
      return event.distributions
        .map(({ region, state }) => `${region} ${state === 'closing' ? 'about to close' : state}`)
        .join(', ');
    case 'steered':
      return event.order.join(', then ');
    case 'answered':
      return `HTTP ${event.status}`;
    case 'unreadable':
      return event.why;
    case 'playing':
      return `plays from ${event.pathway}`;
    case 'switch':
      return `moves from ${event.from} to ${event.to} (${event.because})`;
    case 'error':
      return `${event.what} for ${event.url}`;
    case 'failed':
      return `gives up: ${event.why}`;
  }
}

function abortText(abort: Abort): string {
  return abort.type === 'stalled'
    ? `viewer ${abort.viewer} stalled for more than ${abort.limitMs} ms`
    : `${abort.region} turned stale while ${abort.closedRegion} was closed`;
}

function failureText(failure: DrillFailure, viewers: number): string {
  const who = 'viewer' in failure ? (viewers === 1 ? 'the viewer' : `viewer ${failure.viewer}`) : '';
  switch (failure.type) {
    case 'aborted':
      return `aborted: ${abortText(failure.abort)}`;
    case 'not-seen-closed':
      return `${failure.region} was not seen closed: ${failure.lastSeen}`;
    case 'not-reopened':
      return `${failure.region} was not opened again: ${failure.why}`;
    case 'gave-up':
      return `${who} gave up: ${failure.why}`;
    case 'did-not-leave':
      return `${who} did not leave ${failure.region}`;
    case 'left-late':
      return `${who} left ${failure.region} only after it was closed`;
    case 'left-slowly':
      return `${who} took ${failure.ms} ms to leave ${failure.region}; ${failure.allowedMs} ms are allowed`;
    case 'error-responses': {
      const { count, first } = failure;
      return `${who} saw ${count} error responses${first ? `, the first ${first.what} for ${first.url}` : ''}`;
    }
    case 'stalled':
      return `${who} stalled for ${failure.ms} ms; ${failure.allowedMs} ms are allowed`;
  }
}
