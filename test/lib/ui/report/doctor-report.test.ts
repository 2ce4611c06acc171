import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Finding, FindingStatus } from '../../../../src/lib/doctor/check.js';
import type { Examination, Examined } from '../../../../src/lib/doctor/examine.js';
import { doctorReport } from '../../../../src/lib/ui/report/doctor-report.js';
import { shown } from '../../../../src/lib/ui/text/signs.js';
import { packageRoot } from '../../../support/cvs/cvs.js';

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:somebody-elses-function:12';

const check = (group: Examined['group'], title: string, status: FindingStatus, findings: Finding[]): Examined => ({
  id: title,
  group,
  title,
  status,
  findings,
});

const EXAMINATION: Examination = {
  checks: [
    check('Account', 'AWS accepts the credentials', 'pass', [{ status: 'pass', message: 'account 1' }]),
    check('Assets', 'The buckets are there', 'warn', [
      { status: 'pass', message: 'b', region: 'eu-west-1' },
      { status: 'warn', message: 'c is not there', region: 'eu-west-2', advice: 'Make it: cvs assets publish' },
      { status: 'warn', message: 'd is not there', region: 'us-east-1', advice: 'Make it: cvs assets publish' },
    ]),
    check('Distributions', 'The place is free', 'fail', [
      { status: 'fail', message: `Default (*) has ${ARN}`, region: 'eu-west-1', advice: 'Move that one.' },
    ]),
    check('Deployment', 'The stacks are healthy', 'skip', [
      { status: 'skip', message: 'nothing is deployed yet', region: 'eu-west-1' },
      { status: 'skip', message: 'nothing is deployed yet', region: 'eu-west-2' },
    ]),
  ],
  counts: { pass: 1, warn: 1, fail: 1, skip: 1 },
};

const report = (columns?: number) => stripVTControlCharacters(doctorReport(EXAMINATION, columns));

afterEach(() => {
  delete process.env.CVS_PLAIN;
});

describe('what the doctor found', () => {
  test('passed checks come first, failures last, and each says what to do', () => {
    expect(report(200)).toBe(`Account
  ✔ AWS accepts the credentials
      account 1

Deployment
  · The stacks are healthy: nothing is deployed yet

Warnings
  ▲ Assets, expected: The buckets are there
      ▲ eu-west-2: c is not there
      ▲ us-east-1: d is not there
        → Make it: cvs assets publish
      eu-west-1: b

Failed
  ✖ Distributions, expected: The place is free
      ✖ eu-west-1: Default (*) has ${ARN}
        → Move that one.

1 passed, 1 warning, 1 failed, 1 skipped`);
  });

  test('fits 40 columns, except for what must be copied whole', () => {
    const lines = report(40).split('\n');
    expect(lines.filter((line) => line.length > 40)).toEqual([`        ${ARN}`]);
    expect(lines).toContain('  · The stacks are healthy: nothing is');
    expect(lines).toContain('    deployed yet');
    expect(lines.slice(-2)).toEqual(['', '1 passed, 1 warning, 1 failed, 1 skipped']);
  });

  test('with --plain it has words, and only ASCII', () => {
    process.env.CVS_PLAIN = '1';
    const spoken = shown(report());
    expect(spoken).toMatch(/^[\n\x20-\x7e]+$/);
    expect(spoken).toContain(
      '  failed: Distributions, expected: The place is free\n      failed: eu-west-1: Default (*) has',
    );
    expect(spoken).toContain('        do: Move that one.');
    expect(spoken).toContain('  skipped: The stacks are healthy: nothing is deployed yet');
  });

  test('no check has a sign that cannot be spoken', () => {
    process.env.CVS_PLAIN = '1';
    const folder = join(packageRoot, 'src/lib/doctor');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    expect(files.length).toBeGreaterThan(20);
    for (const name of files) expect(shown(readFileSync(join(folder, name), 'utf8'))).toMatch(/^[\n\x20-\x7e]+$/);
  });
});
