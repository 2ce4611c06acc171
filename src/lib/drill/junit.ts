import type { DrillReport } from './drill-report.js';

/**
 * The report as JUnit XML, as CI systems read it: one test case a viewer, one for the region, one for the drill as a
 * whole where it was aborted.
 *
 * @param cluster the cluster's name
 */
export function drillJunit(report: DrillReport, cluster: string): string {
  const cases = [
    { name: `close and open ${report.closedRegion}`, failures: failuresOf(report, undefined) },
    ...report.viewers.map((viewer, index) => ({
      name: `viewer ${index + 1}${viewer.steering ? '' : ' (no steering)'}`,
      failures: failuresOf(report, report.viewers.length === 1 ? 'the viewer' : `viewer ${index + 1}`),
    })),
  ];
  const failed = cases.filter(({ failures }) => failures.length > 0).length;
  const seconds = ((report.timeline.at(-1)?.atMs ?? 0) / 1000).toFixed(3);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name=${attribute(`drill ${cluster}`)} tests="${cases.length}" failures="${failed}" errors="0" skipped="0" time="${seconds}">`,
    ...cases.flatMap(({ name, failures }) => [
      `  <testcase classname=${attribute(`drill.${cluster}`)} name=${attribute(name)}${failures.length === 0 ? '/>' : '>'}`,
      ...failures.map((failure) => `    <failure message=${attribute(failure)}/>`),
      ...(failures.length === 0 ? [] : ['  </testcase>']),
    ]),
    '</testsuite>',
    '',
  ].join('\n');
}

/** The failures of one viewer, or, without one, those that are no viewer's. */
function failuresOf({ failures, viewers }: DrillReport, name: string | undefined): string[] {
  const names = viewers.length === 1 ? ['the viewer'] : viewers.map((_, index) => `viewer ${index + 1}`);
  if (name !== undefined) return failures.filter((one) => one.startsWith(`${name} `));
  return failures.filter((one) => !names.some((other) => one.startsWith(`${other} `)));
}

function attribute(text: string): string {
  return `"${escapeXml(text)}"`;
}

/** Text as XML and HTML have it; what XML cannot carry at all is left out (XML 1.0 section 2.2). */
export function escapeXml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be left out
  const carried = text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
  return carried.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
