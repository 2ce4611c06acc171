import { expect, test } from '@jest/globals';
import { checkEvent } from '../../../../src/sandbox/services/lambda/model/payload-limits.js';

// AWS Lambda Developer Guide, "Lambda quotas"; wording: ASFHyP3/hyp3#2241.
test.each([
  ['RequestResponse', 6_291_456],
  ['Event', 1_048_576],
] as const)('an event of an invocation of the type %s has at most %i bytes', (type, most) => {
  expect(() => checkEvent('x'.repeat(most), type)).not.toThrow();
  expect(() => checkEvent('x'.repeat(most + 1), type)).toThrow(
    `${most + 1} byte payload is too large for the ${type} invocation type (limit ${most} bytes)`,
  );
  // Bytes, not characters.
  expect(() => checkEvent('ü'.repeat(most / 2 + 1), type)).toThrow(/payload is too large/);
});
