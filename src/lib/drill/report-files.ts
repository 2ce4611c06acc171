import { CvsError } from '../errors.js';
import { withOutputs } from '../output-file.js';
import type { DrillReport } from './drill-report.js';
import { drillHtml } from './html-report.js';
import { drillJunit } from './junit.js';

export interface ReportFiles {
  junit?: string;
  html?: string;
  /** The cluster's name. */
  cluster: string;
  /** When the drill begins, ISO 8601. */
  at: string;
  /** Gets the report before the files are written. */
  show: (report: DrillReport) => void;
}

/**
 * Runs a drill and writes its report into files. They are opened before the drill begins, so that it does not end without the
 * report that it was run for.
 *
 * @returns also why a file could not be written in the end
 * @throws CvsError CANNOT_WRITE before the drill begins; what the drill throws
 */
export function withReportFiles(
  { junit, html, cluster, at, show }: ReportFiles,
  drill: () => Promise<DrillReport>,
): Promise<{ report: DrillReport; notWritten: readonly CvsError[] }> {
  const files = [
    { path: junit, make: (report: DrillReport) => drillJunit(report, cluster) },
    { path: html, make: (report: DrillReport) => drillHtml(report, cluster, at) },
  ].flatMap(({ path, make }) => (path === undefined ? [] : [{ path, make }]));
  return withOutputs(
    files.map(({ path }) => path),
    async (outputs) => {
      const report = await drill();
      show(report);
      const written = await Promise.allSettled(
        files.map(async ({ make }, index) => outputs[index]?.write(make(report))),
      );
      return { report, notWritten: written.flatMap((one) => (one.status === 'rejected' ? [refusal(one.reason)] : [])) };
    },
  );
}

/** @throws errors that are not about a file */
function refusal(error: unknown): CvsError {
  if (error instanceof CvsError) return error;
  throw error;
}
