import { XMLBuilder } from 'fast-xml-parser';
import { visible } from '../outside-text.js';
import type { DrillFailure } from './drill-failure.js';
import type { DrillReport } from './drill-report.js';
import { failureText } from './drill-words.js';

/**
 * The report as JUnit XML, as CI systems read it: a test case for the drill and its region, and one for each viewer.
 *
 * @param cluster the cluster's name
 */
export function drillJunit(report: DrillReport, cluster: string) {
  const { exercise, fault, region, viewers, failures, timeline } = report;
  const done = exercise === 'close' ? 'close and open' : exercise === 'fault' ? `fault ${fault} of` : 'outage of';
  const testcase = (name: string, failed: readonly DrillFailure[]) => ({
    '@classname': `drill.${cluster}`,
    '@name': name,
    failure: failed.map((one) => ({ '@message': failureText(one, viewers.length) })),
  });
  const cases = [
    testcase(
      `${done} ${region}`,
      failures.filter((one) => !('viewer' in one)),
    ),
    ...viewers.map(({ steering }, index) =>
      testcase(
        `viewer ${index + 1}${steering ? '' : ' (no steering)'}`,
        failures.filter((one) => 'viewer' in one && one.viewer === index + 1),
      ),
    ),
  ];
  const builder = new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    // XML cannot carry most control characters at all (XML 1.0 section 2.2).
    attributeValueProcessor: (_, value) => visible(String(value)),
    suppressEmptyNode: true,
    format: true,
  });
  return builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuite: {
      '@name': `drill ${cluster}`,
      '@tests': cases.length,
      '@failures': cases.filter(({ failure }) => failure.length > 0).length,
      '@errors': 0,
      '@skipped': 0,
      '@time': ((timeline.at(-1)?.atMs ?? 0) / 1000).toFixed(3),
      testcase: cases,
    },
  }) as string;
}
