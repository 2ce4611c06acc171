import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { OBJECTIVES } from '../../../src/lib/drill/drill-options.js';
import type { DrillReport } from '../../../src/lib/drill/drill-report.js';
import { withReportFiles } from '../../../src/lib/drill/report-files.js';

const REPORT: DrillReport = {
  exercise: 'close',
  region: 'eu-west-1',
  domain: 'd1.cloudfront.net',
  viewers: [],
  reopened: true,
  checks: [],
  objectives: OBJECTIVES,
  timeline: [],
  outcome: 'passed',
  failures: [],
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cvs-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A drill into files, and what happened in order. */
function drill(files: { junit?: string; html?: string }, during = async () => {}) {
  const happened: string[] = [];
  const run = withReportFiles(
    { ...files, cluster: 'spring', at: '2026-01-01T00:00:00.000Z', show: () => void happened.push('shown') },
    async () => {
      happened.push('closed');
      await during();
      return REPORT;
    },
  );
  return { happened, run };
}

test('both files have the report', async () => {
  const [junit, html] = [join(folder, 'drill.xml'), join(folder, 'drill.html')];
  expect(await drill({ junit, html }).run).toEqual({ report: REPORT, notWritten: [] });
  expect(await readFile(junit, 'utf8')).toContain('<testsuite');
  expect(await readFile(html, 'utf8')).toContain('<!doctype html>');
});

test('nothing is closed where a file cannot be written, and the other file is not made', async () => {
  const { happened, run } = drill({ junit: join(folder, 'drill.xml'), html: join(folder, 'absent/drill.html') });
  await expect(run).rejects.toMatchObject({ code: 'CANNOT_WRITE', exitCode: 2 });
  expect(happened).toEqual([]);
  expect(await readdir(folder)).toEqual([]);
});

test('the report is shown, and the other file written, where one cannot be written in the end', async () => {
  await mkdir(join(folder, 'gone'));
  const { happened, run } = drill({ junit: join(folder, 'gone/drill.xml'), html: join(folder, 'drill.html') }, () =>
    rm(join(folder, 'gone'), { recursive: true }),
  );
  const { report, notWritten } = await run;
  expect(happened).toEqual(['closed', 'shown']);
  expect(report).toBe(REPORT);
  expect(notWritten).toMatchObject([{ code: 'CANNOT_WRITE', exitCode: 1 }]);
  expect(await readdir(folder)).toEqual(['drill.html']);
});

test('a drill that fails leaves the files as they were', async () => {
  const { run } = drill({ html: join(folder, 'drill.html') }, () => Promise.reject(new Error('interrupted')));
  await expect(run).rejects.toThrow('interrupted');
  expect(await readdir(folder)).toEqual([]);
});
