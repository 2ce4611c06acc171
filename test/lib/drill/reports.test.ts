import { describe, expect, test } from '@jest/globals';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { DrillReport, DrillViewer } from '../../../src/lib/drill/drill-report.js';
import { drillHtml } from '../../../src/lib/drill/html-report.js';
import { drillJunit } from '../../../src/lib/drill/junit.js';
import { OBJECTIVES } from '../../../src/lib/drill/objectives.js';
import { drillReport } from '../../../src/lib/ui/report/drill-report.js';

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
    closedRegion: 'eu-west-1',
    closedDomain: 'd1.cloudfront.net',
    viewers: [VIEWER, PLAIN],
    drainToSwitchMs: 2100,
    closeEffectiveMs: 10_200,
    reopened: true,
    checks: [{ what: 'streams aligned', found: '0.0 s apart' }],
    objectives: OBJECTIVES,
    timeline: [
      { atMs: 0, source: 'edge eu-west-1', what: 'HTTP 200' },
      { atMs: 6000, source: 'drill', what: 'closes eu-west-1' },
      { atMs: 16_200, source: 'edge eu-west-1', what: 'HTTP 404' },
      { atMs: 30_000, source: 'drill', what: 'ends' },
    ],
    outcome: 'passed',
    failures: [],
    ...changes,
  };
}

const FAILED = report({
  outcome: 'failed',
  failures: ['aborted: <eu-west-2> turned "stale" & silent', 'viewer 2 stalled for 1300 ms; 1000 ms are allowed'],
});

describe('JUnit', () => {
  const parse = (xml: string) =>
    new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' }).parse(xml).testsuite as {
      tests: string;
      failures: string;
      time: string;
      testcase: { name: string; failure?: { message: string } }[];
    };

  test('has a case for the region and one a viewer', () => {
    const suite = parse(drillJunit(report(), 'spring-final'));
    expect(suite).toMatchObject({ tests: '3', failures: '0', time: '30.000' });
    expect(suite.testcase.map(({ name }) => name)).toEqual([
      'close and open eu-west-1',
      'viewer 1',
      'viewer 2 (no steering)',
    ]);
  });

  test('puts each failure where it belongs, whatever is in it', () => {
    const xml = drillJunit(FAILED, 'spring-final');
    expect(XMLValidator.validate(xml)).toBe(true);
    const suite = parse(xml);
    expect(suite.failures).toBe('2');
    expect(suite.testcase.map(({ failure }) => failure?.message)).toEqual([
      'aborted: <eu-west-2> turned "stale" & silent',
      undefined,
      'viewer 2 stalled for 1300 ms; 1000 ms are allowed',
    ]);
  });
});

describe('the page', () => {
  test('needs nothing from anywhere, and shows what was seen and when', () => {
    const html = drillHtml(report(), 'spring-final', '2026-01-01T00:00:00.000Z');
    expect(html).not.toMatch(/(src|href)=|@import|url\(/);
    expect(html).toContain('<span class="passed">passed</span>');
    expect(html).toContain('<td class="time">16.20 s</td><td>edge eu-west-1</td><td>HTTP 404</td>');
    // From 16.2 s of 30 to the end: 110 + 0.54 × 840 = 564 px, in the colour of what is closed.
    expect(html).toContain('<rect x="564" y="8" width="385" height="18" rx="2" class="shut">');
  });

  test('draws whoever plays from a region, is sent to it, or is served by it in the colour of that region', () => {
    const html = drillHtml(
      report({
        timeline: [
          { atMs: 0, source: 'state table', what: 'eu-west-1 open, eu-west-2 open' },
          { atMs: 0, source: 'edge eu-west-2', what: 'HTTP 200' },
          { atMs: 0, source: 'steering', what: 'eu-west-1, then eu-west-2' },
          { atMs: 0, source: 'viewer 1', what: 'plays from eu-west-1' },
          { atMs: 1000, source: 'state table', what: 'eu-west-1 drained, eu-west-2 open' },
          { atMs: 2000, source: 'steering', what: 'eu-west-2, then eu-west-1' },
          { atMs: 3000, source: 'viewer 1', what: 'moves from eu-west-1 to eu-west-2 (steering)' },
          { atMs: 4000, source: 'state table', what: 'eu-west-1 closed, eu-west-2 open' },
          { atMs: 9000, source: 'drill', what: 'ends' },
        ],
      }),
      'spring-final',
      '2026-01-01T00:00:00.000Z',
    );
    const bars = [...html.matchAll(/class="(\w+)"><title>(\S+) s: ([^<]*)/g)].map(([, kind, , what]) => [kind, what]);
    expect(bars).toEqual([
      ['p1', 'HTTP 200'],
      ['p0', 'eu-west-1 open, eu-west-2 open'],
      ['way', 'eu-west-1 drained, eu-west-2 open'],
      ['shut', 'eu-west-1 closed, eu-west-2 open'],
      ['p0', 'eu-west-1, then eu-west-2'],
      ['p1', 'eu-west-2, then eu-west-1'],
      ['p0', 'plays from eu-west-1'],
      ['p1', 'moves from eu-west-1 to eu-west-2 (steering)'],
    ]);
    for (const what of ['eu-west-1', 'eu-west-2', 'drained, about to close', 'closed, error']) {
      expect(html).toContain(`</i>${what}</span>`);
    }
  });

  test('escapes what it shows', () => {
    const html = drillHtml(FAILED, '<b>', '2026-01-01T00:00:00.000Z');
    expect(html).toContain('&lt;eu-west-2&gt; turned &quot;stale&quot; &amp; silent');
    expect(html).not.toContain('<b>');
  });
});

describe('in the terminal', () => {
  test('a row a viewer, the timeline, and the verdict against the objectives', () => {
    const text = drillReport(report());
    expect(text).toMatch(/1 +steering +2\.1 s +3\.4 s +0 +0 ms +2\.3 s +40 +eu-west-1/);
    expect(text).toMatch(/2 +no steering +0\.1 s +– +2 /);
    expect(text).toContain('16.20 s');
    expect(text).toContain('passed');
    expect(drillReport(FAILED)).toContain('viewer 2 stalled for 1300 ms; 1000 ms are allowed');
  });
});
