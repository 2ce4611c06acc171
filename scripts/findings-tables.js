/**
 * The tables of what a tool can find, a heading and a table for each section of the catalogue.
 *
 * @param {import('../src/lib/findings/finding.js').Section[]} sections
 * @param {'check' | 'detector' | 'doctor' | 'verify'} tool
 */
export function findingsTables(sections, tool) {
  return sections
    .map(({ title, entries }) => ({
      title,
      found: Object.entries(entries).filter(([, entry]) => entry.by.includes(tool)),
    }))
    .filter(({ found }) => found.length > 0)
    .map(({ title, found }) => `### ${title}\n\n${table(found, tool === 'check')}`)
    .join('\n\n');
}

/** @param {boolean} withPlayers whether to name the players that a finding hurts */
function table(found, withPlayers) {
  const head = ['finding', 'severity', ...(withPlayers ? ['hurts'] : []), 'rule', 'source of the rule', 'what to do'];
  const rows = found.map(([id, { severity, warningWhen, rule, source, action, hurts }]) => [
    `\`${id}\``,
    warningWhen ? `${severity}; a warning when ${warningWhen}` : severity,
    ...(withPlayers ? [hurts.join(', ') || '—'] : []),
    rule,
    source,
    action,
  ]);
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
