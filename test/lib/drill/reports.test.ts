import { describe, expect, test } from '@jest/globals';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { OBJECTIVES } from '../../../src/lib/drill/drill-options.js';
import type { DrillReport } from '../../../src/lib/drill/drill-report.js';
import { drillJson } from '../../../src/lib/drill/drill-words.js';
import { drillHtml } from '../../../src/lib/drill/html-report.js';
import { drillJunit } from '../../../src/lib/drill/junit.js';
import type { DrillViewer } from '../../../src/lib/drill/observation.js';
import type { DrillEvent, ServingState, Subject } from '../../../src/lib/drill/timeline.js';
import { drillReport } from '../../../src/lib/ui/report/drill-report.js';
import { HOSTILE, UNSAFE } from '../../support/hostile-text.js';

const AT = '2026-01-01T00:00:00.000Z';
const DRILL: Subject = { type: 'drill' };
const EDGE: Subject = { type: 'edge', region: 'eu-west-1' };
const VIEWER_1: Subject = { type: 'viewer', number: 1 };

const VIEWER: DrillViewer = {
  steering: true,
  affected: true,
  switchMs: 2100,
  backMs: 3400,
  state: 'playing',
  pathway: 'eu-west-1',
  segments: 40,
  segmentsByPathway: { 'eu-west-1': 20, 'eu-west-2': 20 },
  bytes: 1000,
  errorResponses: 0,
  errors: [],
  stalls: 0,
  longestStallMs: 0,
  totalStallMs: 0,
  bufferMs: 5000,
  lowestBufferMs: 2345,
  switches: [],
  lastRequestMs: {},
};

const PLAIN: DrillViewer = { ...VIEWER, steering: false, switchMs: 90, backMs: undefined, errorResponses: 2 };

function report(changes: Partial<DrillReport> = {}): DrillReport {
  return {
    exercise: 'close',
    region: 'eu-west-1',
    domain: 'd1.cloudfront.net',
    viewers: [VIEWER, PLAIN],
    drainToSwitchMs: 2100,
    closeEffectiveMs: 10_200,
    reopened: true,
    checks: [{ what: 'streams aligned', found: '0.0 s apart' }],
    objectives: OBJECTIVES,
    timeline: [
      { atMs: 0, subject: EDGE, event: { type: 'answered', status: 200 } },
      { atMs: 6000, subject: DRILL, event: { type: 'closing', region: 'eu-west-1' } },
      { atMs: 16_200, subject: EDGE, event: { type: 'answered', status: 404 } },
      { atMs: 30_000, subject: DRILL, event: { type: 'ended' } },
    ],
    outcome: 'passed',
    failures: [],
    ...changes,
  };
}

const FAILED = report({
  outcome: 'failed',
  failures: [
    { type: 'not-reopened', region: 'eu-west-1', why: '<eu-west-2> turned "stale" & silent' },
    { type: 'stalled', viewer: 2, ms: 1300, allowedMs: 1000 },
  ],
});

/** What a drill that moved a viewer showed. */
const MOVED: DrillReport['timeline'] = [
  { atMs: 0, subject: { type: 'state-table' }, event: serving('open') },
  { atMs: 0, subject: { type: 'edge', region: 'eu-west-2' }, event: { type: 'answered', status: 200 } },
  { atMs: 0, subject: { type: 'steering' }, event: { type: 'steered', order: ['eu-west-1', 'eu-west-2'] } },
  { atMs: 0, subject: VIEWER_1, event: { type: 'playing', atMs: 0, pathway: 'eu-west-1' } },
  { atMs: 1000, subject: { type: 'state-table' }, event: serving('drained') },
  { atMs: 1500, subject: { type: 'state-table' }, event: serving('closing') },
  { atMs: 2000, subject: { type: 'steering' }, event: { type: 'steered', order: ['eu-west-2', 'eu-west-1'] } },
  {
    atMs: 3000,
    subject: VIEWER_1,
    event: { type: 'switch', atMs: 3000, from: 'eu-west-1', to: 'eu-west-2', because: 'steering' },
  },
  { atMs: 4000, subject: { type: 'state-table' }, event: serving('closed') },
  {
    atMs: 5000,
    subject: { type: 'steering' },
    event: { type: 'unreadable', why: 'viewer 1 plays from eu-west-1, HTTP 200, open' },
  },
  {
    atMs: 6000,
    subject: VIEWER_1,
    event: { type: 'error', atMs: 6000, url: 'http://x.test/', what: 'plays from eu-west-1' },
  },
  { atMs: 9000, subject: DRILL, event: { type: 'ended' } },
];

function serving(state: ServingState): DrillEvent {
  return {
    type: 'serving',
    distributions: [
      { region: 'eu-west-1', state },
      { region: 'eu-west-2', state: 'open' },
    ],
  };
}

describe('JUnit', () => {
  const parse = (xml: string) =>
    new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' }).parse(xml).testsuite as {
      tests: string;
      failures: string;
      time: string;
      testcase: { name: string; failure?: { message: string } }[];
    };

  test('has a case for the region and one for each viewer', () => {
    const suite = parse(drillJunit(report(), 'spring-final'));
    expect(suite).toMatchObject({ tests: '3', failures: '0', time: '30.000' });
    expect(suite.testcase.map(({ name }) => name)).toEqual([
      'close and open eu-west-1',
      'viewer 1',
      'viewer 2 (no steering)',
    ]);
  });

  test('puts each failure into the case that it is about', () => {
    const xml = drillJunit(FAILED, 'spring-final');
    expect(XMLValidator.validate(xml)).toBe(true);
    const suite = parse(xml);
    expect(suite.failures).toBe('2');
    expect(suite.testcase.map(({ failure }) => failure?.message)).toEqual([
      'eu-west-1 was not opened again: <eu-west-2> turned "stale" & silent',
      undefined,
      'viewer 2 stalled for 1300 ms; 1000 ms are allowed',
    ]);
  });

  test('puts a failure into the case of its viewer, whatever its sentence says', () => {
    const why = 'viewer 1 stalled, eu-west-1 was not opened again';
    const suite = parse(drillJunit(report({ failures: [{ type: 'gave-up', viewer: 2, why }] }), 'spring-final'));
    expect(suite.testcase.map(({ failure }) => failure?.message)).toEqual([
      undefined,
      undefined,
      `viewer 2 gave up: ${why}`,
    ]);
  });

  test('replaces what XML cannot carry', () => {
    const why = 'cut\u0000 off\u001b';
    const xml = drillJunit(report({ failures: [{ type: 'gave-up', viewer: 1, why }] }), 'spring-final');
    expect(parse(xml).testcase[1]?.failure?.message).toBe('viewer 1 gave up: cut\uFFFD off\uFFFD');
  });
});

describe('JSON', () => {
  test('has sentences for the timeline and the failures', () => {
    expect(drillJson(FAILED)).toMatchObject({
      timeline: [
        { atMs: 0, source: 'edge eu-west-1', what: 'HTTP 200' },
        { atMs: 6000, source: 'drill', what: 'closes eu-west-1' },
        { atMs: 16_200, source: 'edge eu-west-1', what: 'HTTP 404' },
        { atMs: 30_000, source: 'drill', what: 'ends' },
      ],
      failures: [
        'eu-west-1 was not opened again: <eu-west-2> turned "stale" & silent',
        'viewer 2 stalled for 1300 ms; 1000 ms are allowed',
      ],
    });
  });
});

describe('the page', () => {
  test('loads nothing, and shows what was seen and when', () => {
    const html = drillHtml(report(), 'spring-final', AT);
    expect(html).not.toMatch(/(src|href)=|@import|url\(/);
    expect(html).toContain('<span class="passed">passed</span>');
    expect(html).toContain('<td class="time">16.20 s</td><td>edge eu-west-1</td><td>HTTP 404</td>');
    // From 16.2 s of 30 to the end: 110 + 0.54 × 840 = 564 px, in the colour of what is closed.
    expect(html).toContain('<rect x="564" y="8" width="385" height="18" rx="2" class="shut">');
  });

  test('draws a viewer, the steering manifest and an edge in the colour of the region that they show, whatever an error says', () => {
    const html = drillHtml(report({ timeline: MOVED }), 'spring-final', AT);
    const bars = [...html.matchAll(/class="(\w+)"><title>(\S+) s: ([^<]*)/g)].map(([, kind, , what]) => [kind, what]);
    expect(bars).toEqual([
      ['p1', 'HTTP 200'],
      ['p0', 'eu-west-1 open, eu-west-2 open'],
      ['way', 'eu-west-1 drained, eu-west-2 open'],
      ['way', 'eu-west-1 about to close, eu-west-2 open'],
      ['shut', 'eu-west-1 closed, eu-west-2 open'],
      ['p0', 'eu-west-1, then eu-west-2'],
      ['p1', 'eu-west-2, then eu-west-1'],
      ['shut', 'viewer 1 plays from eu-west-1, HTTP 200, open'],
      ['p0', 'plays from eu-west-1'],
      ['p1', 'moves from eu-west-1 to eu-west-2 (steering)'],
      ['shut', 'plays from eu-west-1 for http://x.test/'],
    ]);
    for (const what of ['eu-west-1', 'eu-west-2', 'drained, about to close', 'closed, error']) {
      expect(html).toContain(`</i>${what}</span>`);
    }
  });

  test('escapes what it shows', () => {
    const html = drillHtml(FAILED, '<b>', AT);
    expect(html).toContain('&lt;eu-west-2&gt; turned &quot;stale&quot; &amp; silent');
    expect(html).not.toContain('<b>');
  });
});

describe('in the terminal', () => {
  test('a row for each viewer, the timeline, and the outcome', () => {
    const text = drillReport(report());
    expect(text).toMatch(/1 +steering +2\.1 s +3\.4 s +0 +0 ms +2\.3 s +40 +eu-west-1/);
    expect(text).toMatch(/2 +no steering +0\.1 s +– +2 /);
    expect(text).toContain('16.20 s');
    expect(text).toContain('passed');
    expect(drillReport(FAILED)).toContain('viewer 2 stalled for 1300 ms; 1000 ms are allowed');
  });
});

test('what streams and servers say ends neither a page nor XML, and turns nothing', () => {
  const why = HOSTILE;
  const hostile = report({
    outcome: 'failed',
    viewers: [{ ...VIEWER, pathway: HOSTILE }],
    checks: [{ what: HOSTILE, found: HOSTILE }],
    failures: [
      { type: 'gave-up', viewer: 1, why },
      { type: 'not-reopened', region: HOSTILE, why },
    ],
    timeline: [
      { atMs: 0, subject: { type: 'steering' }, event: { type: 'steered', order: [HOSTILE, HOSTILE] } },
      { atMs: 1, subject: EDGE, event: { type: 'unreadable', why } },
      { atMs: 2, subject: VIEWER_1, event: { type: 'playing', atMs: 2, pathway: HOSTILE } as DrillEvent },
    ],
  });
  const page = drillHtml(hostile, HOSTILE, AT);
  const xml = drillJunit(hostile, HOSTILE);
  expect(XMLValidator.validate(xml)).toBe(true);
  expect(page).not.toContain('</script>');
  for (const text of [page, xml]) {
    expect(text).not.toMatch(UNSAFE);
    expect(text).not.toContain('<!--&');
  }
});
