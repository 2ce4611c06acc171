import { expect, test } from '@jest/globals';
import type { Verification } from '../../../src/lib/verify/verify-cluster.js';
import { verifyPage } from '../../../src/lib/verify/verify-page.js';

const ENVIRONMENT = { version: '1.2.3', node: 'v24.1.0', platform: 'linux x64' };

function verification(message: string, more: object = {}): Verification {
  return {
    cluster: 'spring-final',
    at: '2026-11-27T12:00:00.000Z',
    tookMs: 4321,
    checkMs: { roles: 1234 },
    regions: ['eu-west-1', 'eu-west-2'],
    stacks: [
      {
        stackName: 'spring-final-copilot',
        region: 'us-east-1',
        status: 'UPDATE_COMPLETE',
        changedAt: '2026-11-27T11:00:00.000Z',
      },
    ],
    checks: [
      {
        id: 'roles',
        group: 'Deployment',
        title: 'The roles may',
        status: 'fail',
        findings: [{ status: 'fail', id: 'role-denied', region: 'eu-west-1', message, advice: 'Look at | it.' }],
      },
    ],
    counts: { pass: 0, warn: 0, fail: 1, skip: 0 },
    ...more,
  };
}

test('the page says what failed, what to do, what stands and what ran', () => {
  expect(verifyPage(verification('may not'), ENVIRONMENT)).toBe(`# spring-final: 1 check failed

|  |  |
| --- | --- |
| verified at | 2026-11-27T12:00:00.000Z, in 4.3 s |
| checks | 0 passed, 0 warnings, 1 failed, 0 skipped |
| regions | eu-west-1, eu-west-2 |
| cvs | 1.2.3 |
| Node | v24.1.0, linux x64 |

## What to do

- eu-west-1: may not: Look at \\| it.

## Checks

| result | check | what was seen | took |
| --- | --- | --- | --- |
| FAILED | The roles may (\`roles\`) | **FAILED** \`role-denied\` eu-west-1: may not | 1.2 s |

## Stacks

| stack | region | status | last change |
| --- | --- | --- | --- |
| spring-final-copilot | us-east-1 | UPDATE_COMPLETE | 2026-11-27T11:00:00.000Z |
`);
});

test.each([
  ['a signed URL', 'https://d1.example/a.m3u8?Policy=sEcReT01&Key-Pair-Id=K1', 'sEcReT01'],
  ['a key', 'InvalidClientTokenId: AKIAIOSFODNN7EXAMPLE', 'IOSFODNN7'],
  ['the account', 'account 123456789012, as arn:aws:iam::123456789012:user/team/ann', '123456789012'],
  ['a user', 'as arn:aws:iam::123456789012:user/team/ann', 'ann'],
  ['a session', 'arn:aws:sts::123456789012:assumed-role/Role+1/ann@example.com', 'ann@example.com'],
  ['a queue’s URL', 'https://sqs.eu-west-1.amazonaws.com/123456789012/queue', '123456789012'],
])('the page does not have %s', (_, message, secret) => {
  const page = verifyPage(verification(message), ENVIRONMENT);
  expect(page).not.toContain(secret);
});

test('what comes from outside stays in its cell', () => {
  const page = verifyPage(verification('one | two\n| <script>\u001b[31m'), ENVIRONMENT);
  expect(page).toContain('eu-west-1: one \\| two \\| &lt;script>');
  expect(page).not.toContain('\u001b');
});

test('a page without anything to do says so', () => {
  const page = verifyPage(
    verification('', { checks: [], counts: { pass: 3, warn: 0, fail: 0, skip: 0 } }),
    ENVIRONMENT,
  );
  expect(page).toContain('# spring-final: no check failed');
  expect(page).toContain('## What to do\n\nNothing.');
});
