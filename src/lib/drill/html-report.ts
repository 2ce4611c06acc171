import { secondsText } from '../duration.js';
import { visible } from '../outside-text.js';
import type { DrillReport } from './drill-report.js';
import { drillFacts, eventText, exerciseText, failureText, subjectText, viewerFacts } from './drill-words.js';
import type { Subject, TimelineEntry } from './timeline.js';

const WIDTH = 960;
const LEFT = 110;
const ROW = 34;

/** The rows of the drawing from top to bottom; what the drill did is drawn as vertical lines. */
const ROWS: readonly Subject['type'][] = ['edge', 'state-table', 'steering', 'viewer'];

/**
 * The report as one page that needs no other file: the outcome, the objectives, a row for each viewer, and the timeline
 * drawn.
 *
 * @param at when the drill began, ISO 8601
 */
export function drillHtml(report: DrillReport, cluster: string, at: string): string {
  const { outcome, failures, viewers, timeline, checks } = report;
  const facts = viewers.map(viewerFacts);
  const regions = regionsOf(report);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Drill ${cluster}: ${outcome}</title>
<style>
:root { color-scheme: light dark; --ink: #1c2430; --paper: #fff; --rule: #dde3ea; --mark: #5a6676; --good: #0a6b3d; --bad: #a3142b;
  --p0: #4fa37b; --p1: #7aa6d8; --p2: #9b86c9; --way: #e8a33d; --shut: #d1495b; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e9f0; --paper: #14181f; --rule: #2d3541; --mark: #9aa6b5; --good: #5ccf98; --bad: #ff8296; } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 1000px; margin: 2rem auto; padding: 0 1rem; color: var(--ink); background: var(--paper); }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
.passed { color: var(--good); } .failed { color: var(--bad); }
table { border-collapse: collapse; } th, td { text-align: left; padding: .25rem .9rem .25rem 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
.wide { overflow-x: auto; } .wide table { white-space: nowrap; }
svg { width: 100%; min-width: 640px; height: auto; } svg text { font: 12px system-ui, sans-serif; fill: var(--ink); } svg line { stroke: var(--mark); stroke-dasharray: 3 3; }
.p0 { fill: var(--p0); background: var(--p0); } .p1 { fill: var(--p1); background: var(--p1); } .p2 { fill: var(--p2); background: var(--p2); }
.way { fill: var(--way); background: var(--way); } .shut { fill: var(--shut); background: var(--shut); }
.legend span { display: inline-block; margin-right: 1.2rem; } .legend i { display: inline-block; width: .9rem; height: .9rem; border-radius: 2px; margin-right: .4rem; vertical-align: -.1rem; }
td { overflow-wrap: anywhere; }
td.time { font-variant-numeric: tabular-nums; }
td.time, td.time + td { white-space: nowrap; }
</style>
</head>
<body>
<h1>Drill of ${cluster}: <span class="${outcome}">${outcome}</span></h1>
<p>${at}. ${exerciseText(report)}.</p>
${failures.length > 0 ? html`<ul class="failed">${failures.map((one) => html`<li>${failureText(one, viewers.length)}</li>`)}</ul>` : ''}
<table><tbody>${drillFacts(report)
    .slice(1)
    .map(([name, value]) => html`<tr><th>${name}</th><td>${value}</td></tr>`)}</tbody></table>
<h2>Viewers</h2>
<div class="wide"><table><thead><tr><th>viewer</th>${facts[0]?.map(([name]) => html`<th>${name}</th>`)}</tr></thead><tbody>${facts.map(
    (values, index) =>
      html`<tr><td>${index + 1}</td>${values.map(([, value]) => html`<td>${value}</td>`)}</tr>
`,
  )}</tbody></table></div>
<h2>Timeline</h2>
<div class="wide">${drawing(timeline, regions)}</div>
<p class="legend">${legend(regions)}</p>
<table><thead><tr><th>time</th><th>source</th><th>what</th></tr></thead><tbody>
${timeline.map(
  ({ atMs, subject, event }) =>
    html`<tr><td class="time">${secondsText(atMs, 2)}</td><td>${subjectText(subject)}</td><td>${eventText(event)}</td></tr>
`,
)}</tbody></table>
<h2>Before it began</h2>
<ul>${checks.map(({ what, found }) => html`<li>${what}: ${found}</li>`)}</ul>
</body>
</html>
`.markup;
}

/**
 * A row for each subject: a bar for what it showed, until it showed something else. What the drill did is drawn as vertical
 * lines.
 */
function drawing(timeline: readonly TimelineEntry[], regions: readonly string[]): Html {
  const endMs = Math.max(1, timeline.at(-1)?.atMs ?? 1);
  const x = (ms: number) => Math.round(LEFT + (ms / endMs) * (WIDTH - LEFT - 10));
  const rows = rowsOf(timeline);
  const bars = rows.map((entries, row) => {
    const y = row * ROW + 8;
    const drawn = entries.map((entry, index) => {
      const width = Math.max(2, x(entries[index + 1]?.atMs ?? endMs) - x(entry.atMs) - 1);
      const title = html`<title>${secondsText(entry.atMs, 2)}: ${eventText(entry.event)}</title>`;
      return html`<rect x="${x(entry.atMs)}" y="${y}" width="${width}" height="18" rx="2" class="${kindOf(entry, regions)}">${title}</rect>`;
    });
    const [first] = entries as [TimelineEntry];
    return html`<text x="0" y="${y + 14}">${subjectText(first.subject)}</text>${drawn}`;
  });
  const marks = timeline
    .filter(({ subject }) => subject.type === 'drill')
    .map(({ atMs, event }, index) => {
      const y = rows.length * ROW + 16 + (index % 2) * 16;
      const atRight = x(atMs) > WIDTH * 0.8;
      return html`<line x1="${x(atMs)}" x2="${x(atMs)}" y1="0" y2="${y}"/><text x="${x(atMs) + (atRight ? -4 : 4)}" y="${y}" text-anchor="${atRight ? 'end' : 'start'}">${secondsText(atMs)} ${eventText(event)}</text>`;
    });
  const height = (rows.length + 1) * ROW + 20;
  return html`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Timeline of the drill">${bars}${marks}</svg>`;
}

/** The entries of each subject but the drill, in the order in which the rows are drawn. */
function rowsOf(timeline: readonly TimelineEntry[]): TimelineEntry[][] {
  const keyOf = ({ subject }: TimelineEntry) => {
    const number = subject.type === 'viewer' ? String(subject.number).padStart(4) : '';
    return `${ROWS.indexOf(subject.type)} ${subject.type === 'edge' ? subject.region : number}`;
  };
  const seen = timeline.filter(({ subject }) => subject.type !== 'drill');
  const keys = [...new Set(seen.map(keyOf))].sort();
  return keys.map((key) => seen.filter((entry) => keyOf(entry) === key));
}

/** The regions in the order in which the state table has them; each has a colour. */
function regionsOf({ timeline, region }: DrillReport): readonly string[] {
  for (const { event } of timeline) {
    if (event.type === 'serving') return event.distributions.map(({ region }) => region);
  }
  return [region];
}

/** The colour of a bar: of the region that is played, named first or served; or that something is closed, closing or wrong. */
function kindOf({ subject, event }: TimelineEntry, regions: readonly string[]): string {
  const region = (name: string | undefined) => `p${Math.max(0, regions.indexOf(name ?? '')) % 3}`;
  switch (event.type) {
    case 'serving': {
      const states = event.distributions.map(({ state }) => state);
      return states.includes('closed') ? 'shut' : states.every((state) => state === 'open') ? 'p0' : 'way';
    }
    case 'steered':
      return region(event.order[0]);
    case 'answered':
      return event.status >= 400 || subject.type !== 'edge' ? 'shut' : region(event.servesFrom ?? subject.region);
    case 'playing':
      return region(event.pathway);
    case 'switch':
      return region(event.to);
    default:
      return 'shut';
  }
}

function legend(regions: readonly string[]): Html[] {
  return [
    ...regions.map((region, index) => [`p${index % 3}`, region]),
    ['way', 'drained, about to close'],
    ['shut', 'closed, error'],
  ].map(([kind, what]) => html`<span><i class="${kind}"></i>${what}</span>`);
}

/** Markup, as opposed to text that is still to be escaped. */
class Html {
  constructor(readonly markup: string) {}
}

/** Markup from a template. Values are escaped unless they are markup themselves; undefined becomes nothing. */
function html(parts: TemplateStringsArray, ...values: readonly unknown[]): Html {
  return new Html(parts.map((part, index) => part + markupOf(values[index])).join(''));
}

function markupOf(value: unknown): string {
  if (value instanceof Html) return value.markup;
  if (Array.isArray(value)) return value.map(markupOf).join('');
  return visible(String(value ?? ''))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
