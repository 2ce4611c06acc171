import type { DrillReport } from './drill-report.js';
import { escapeXml } from './junit.js';
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
  const { maxStallMs, maxErrors, maxSwitchMs } = report.objectives;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Drill ${e(cluster)}: ${report.outcome}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 1000px; margin: 2rem auto; padding: 0 1rem; color: #1c2430; background: #fff; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
.passed { color: #0a6b3d; } .failed { color: #a3142b; }
table { border-collapse: collapse; } th, td { text-align: left; padding: .25rem .9rem .25rem 0; border-bottom: 1px solid #dde3ea; vertical-align: top; }
svg { width: 100%; height: auto; } svg text { font: 12px system-ui, sans-serif; fill: #1c2430; }
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
<table><thead><tr><th>viewer</th>${heads.join('')}</tr></thead><tbody>${rows.join('\n')}</tbody></table>
<h2>Timeline</h2>
${drawing(report)}
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
function drawing({ timeline }: DrillReport): string {
  const endMs = Math.max(1, timeline.at(-1)?.atMs ?? 1);
  const x = (ms: number) => Math.round(LEFT + (ms / endMs) * (WIDTH - LEFT - 10));
  const sources = [...new Set(timeline.map(({ source }) => source))].filter((source) => source !== 'drill').sort();
  const height = (sources.length + 1) * ROW + 20;
  const rows = sources.map((source, row) => {
    const entries = timeline.filter((one) => one.source === source);
    const y = row * ROW + 8;
    const bars = entries.map(({ atMs, what }, index) => {
      const until = entries[index + 1]?.atMs ?? endMs;
      const title = `<title>${(atMs / 1000).toFixed(2)} s: ${escapeXml(what)}</title>`;
      return `<rect x="${x(atMs)}" y="${y}" width="${Math.max(2, x(until) - x(atMs) - 1)}" height="18" rx="2" fill="${colour(what)}">${title}</rect>`;
    });
    return `<text x="0" y="${y + 14}">${escapeXml(source)}</text>${bars.join('')}`;
  });
  const marks = timeline
    .filter(({ source }) => source === 'drill')
    .map(({ atMs, what }, index) => {
      const y = sources.length * ROW + 16 + (index % 2) * 16;
      const anchor = x(atMs) > WIDTH * 0.8 ? 'end' : 'start';
      return `<line x1="${x(atMs)}" x2="${x(atMs)}" y1="0" y2="${y}" stroke="#5a6676" stroke-dasharray="3 3"/><text x="${x(atMs)}" y="${y}" text-anchor="${anchor}">${(atMs / 1000).toFixed(1)} s ${escapeXml(what)}</text>`;
    });
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Timeline of the drill">${rows.join('')}${marks.join('')}</svg>`;
}

function colour(what: string): string {
  if (/HTTP [45]|gives up|stale|unreachable|about to close/.test(what)) return '#e8a33d';
  if (/closed/.test(what)) return '#d1495b';
  if (/drained|moves/.test(what)) return '#7aa6d8';
  return '#4fa37b';
}
