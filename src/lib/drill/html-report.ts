import type { DrillReport } from './drill-report.js';
import { escapeXml } from './junit.js';
import type { TimelineEntry } from './timeline.js';
import { viewerFacts } from './viewer-facts.js';

const WIDTH = 960;
const LEFT = 110;
const ROW = 34;

/**
 * The report as one page that needs nothing else: the outcome, the objectives, a row a viewer, and the timeline drawn.
 *
 * @param at when the drill began, ISO 8601
 */
export function drillHtml(report: DrillReport, cluster: string, at: string): string {
  const e = escapeXml;
  const rows = report.viewers.map(
    (viewer, index) =>
      `<tr><td>${index + 1}</td>${viewerFacts(viewer)
        .map(([, value]) => `<td>${e(value)}</td>`)
        .join('')}</tr>`,
  );
  const heads = report.viewers[0] ? viewerFacts(report.viewers[0]).map(([name]) => `<th>${e(name)}</th>`) : [];
  const regions = regionsOf(report);
  const { maxStallMs, maxErrors, maxSwitchMs } = report.objectives;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Drill ${e(cluster)}: ${report.outcome}</title>
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
<h1>Drill of ${e(cluster)}: <span class="${report.outcome}">${report.outcome}</span></h1>
<p>${e(at)}. Closed and opened again: ${e(report.closedRegion)} (${e(report.closedDomain)}).</p>
${report.failures.length ? `<ul class="failed">${report.failures.map((one) => `<li>${e(one)}</li>`).join('')}</ul>` : ''}
<p>Objectives: longest stall ≤ ${maxStallMs} ms, error responses ≤ ${maxErrors}, time to leave ≤ ${maxSwitchMs} ms.</p>
<h2>Viewers</h2>
<div class="wide"><table><thead><tr><th>viewer</th>${heads.join('')}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div>
<h2>Timeline</h2>
<div class="wide">${drawing(report, regions)}</div>
<p class="legend">${legend(regions)}</p>
<table><thead><tr><th>time</th><th>source</th><th>what</th></tr></thead><tbody>
${report.timeline.map(({ atMs, source, what }) => `<tr><td class="time">${(atMs / 1000).toFixed(2)} s</td><td>${e(source)}</td><td>${e(what)}</td></tr>`).join('\n')}
</tbody></table>
<h2>Before it began</h2>
<ul>${report.checks.map(({ what, found }) => `<li>${e(what)}: ${e(found)}</li>`).join('')}</ul>
</body>
</html>
`;
}

/** A row a source: what it showed, as bars that last until it showed something else; what the drill did as upright lines. */
function drawing({ timeline }: DrillReport, regions: readonly string[]): string {
  const endMs = Math.max(1, timeline.at(-1)?.atMs ?? 1);
  const x = (ms: number) => Math.round(LEFT + (ms / endMs) * (WIDTH - LEFT - 10));
  const sources = [...new Set(timeline.map(({ source }) => source))].filter((source) => source !== 'drill').sort();
  const height = (sources.length + 1) * ROW + 20;
  const rows = sources.map((source, row) => {
    const entries = timeline.filter((one) => one.source === source);
    const y = row * ROW + 8;
    const bars = entries.map((entry, index) => {
      const until = entries[index + 1]?.atMs ?? endMs;
      const title = `<title>${(entry.atMs / 1000).toFixed(2)} s: ${escapeXml(entry.what)}</title>`;
      return `<rect x="${x(entry.atMs)}" y="${y}" width="${Math.max(2, x(until) - x(entry.atMs) - 1)}" height="18" rx="2" class="${kindOf(entry, regions)}">${title}</rect>`;
    });
    return `<text x="0" y="${y + 14}">${escapeXml(source)}</text>${bars.join('')}`;
  });
  const marks = timeline
    .filter(({ source }) => source === 'drill')
    .map(({ atMs, what }, index) => {
      const y = sources.length * ROW + 16 + (index % 2) * 16;
      const right = x(atMs) > WIDTH * 0.8;
      return `<line x1="${x(atMs)}" x2="${x(atMs)}" y1="0" y2="${y}"/><text x="${x(atMs) + (right ? -4 : 4)}" y="${y}" text-anchor="${right ? 'end' : 'start'}">${(atMs / 1000).toFixed(1)} s ${escapeXml(what)}</text>`;
    });
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Timeline of the drill">${rows.join('')}${marks.join('')}</svg>`;
}

/** The regions in the order in which the state table names them; each has a colour. */
function regionsOf({ timeline, closedRegion }: DrillReport): string[] {
  const table = timeline.find(({ source }) => source === 'state table')?.what ?? closedRegion;
  return table.split(', ').map((one) => one.split(' ')[0] as string);
}

/** What a bar says: of which region is played, steered to first, or served; or that something is closed or on its way. */
function kindOf({ source, what }: TimelineEntry, regions: readonly string[]): string {
  if (/HTTP [45]|gives up|unreachable|no answer|no steering/.test(what)) return 'shut';
  if (source === 'state table')
    return /closed/.test(what) ? 'shut' : /drained|about to close/.test(what) ? 'way' : 'p0';
  const place = source.startsWith('edge ')
    ? source.slice(5)
    : (/ to (\S+)/.exec(what)?.[1] ?? what.replace('plays from ', ''));
  return `p${Math.max(0, regions.indexOf(place.split(',')[0] as string)) % 3}`;
}

function legend(regions: readonly string[]): string {
  return [
    ...regions.map((region, index) => [`p${index % 3}`, region]),
    ['way', 'drained, about to close'],
    ['shut', 'closed, error'],
  ]
    .map(([kind, what]) => `<span><i class="${kind}"></i>${escapeXml(what as string)}</span>`)
    .join('');
}
