// Draws a terminal's output as an SVG whose lines appear one after the other, without a script or an embedded font.

const COLOURS = {
  30: '#6b7280',
  31: '#f87171',
  32: '#4ade80',
  33: '#facc15',
  34: '#60a5fa',
  36: '#22d3ee',
  90: '#9ca3af',
};
const ESCAPE = '\u001b';
const LINE = 18;
const CHARACTER = 8.4;

/**
 * @param lines `{ text, at }`: text with ANSI colours, and when it appeared, in seconds from the start
 * @returns the SVG's text
 */
export function terminalSvg(lines, { columns, title }) {
  const width = Math.ceil(columns * CHARACTER) + 32;
  const height = lines.length * LINE + 60;
  const rows = lines.map(({ text, at }, index) => {
    const y = 52 + index * LINE;
    return `<text x="16" y="${y}" class="l" style="animation-delay:${at.toFixed(2)}s">${spans(text)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeXml(title)}">
<style>
.l { font: 14px ui-monospace, Menlo, Consolas, monospace; fill: #e5e7eb; white-space: pre; opacity: 0; animation: show 0.01s forwards; }
@keyframes show { to { opacity: 1; } }
@media (prefers-reduced-motion: reduce) { .l { animation: none; opacity: 1; } }
</style>
<rect width="100%" height="100%" rx="8" fill="#111827"/>
<circle cx="20" cy="18" r="6" fill="#f87171"/><circle cx="40" cy="18" r="6" fill="#facc15"/><circle cx="60" cy="18" r="6" fill="#4ade80"/>
${rows.join('\n')}
</svg>
`;
}

/** ANSI colours as tspans; other control sequences are left out. */
function spans(text) {
  const [plain, ...coloured] = text.split(`${ESCAPE}[`);
  let fill = '';
  return (
    escapeXml(plain) +
    coloured
      .map((part) => {
        const end = part.indexOf('m');
        for (const code of part.slice(0, end).split(';')) {
          if (COLOURS[code]) fill = COLOURS[code];
          else if (['', '0', '39'].includes(code)) fill = '';
        }
        const shown = escapeXml(part.slice(end + 1));
        return fill && shown ? `<tspan fill="${fill}">${shown}</tspan>` : shown;
      })
      .join('')
  );
}

function escapeXml(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
