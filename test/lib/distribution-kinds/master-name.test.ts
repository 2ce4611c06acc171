import { expect, test } from '@jest/globals';
import { masterNameProblem } from '../../../src/lib/distribution-kinds/master-name.js';

const wanted = { name: 'live.example.com', certificateArn: 'arn:cert' };
const issued = (...names: string[]) => ({ certificate: { status: 'ISSUED', names } });
const of = (id: string, ...aliases: string[]) => ({ distributions: [{ id, aliases }] });

// CloudFront Developer Guide, "Requirements for using alternate domain names".
test.each<[string, Parameters<typeof masterNameProblem>[1], RegExp | undefined]>([
  ['nothing is known', {}, undefined],
  ['the certificate is for it', issued('example.com', 'live.example.com'), undefined],
  ['a wildcard covers it', issued('*.example.com'), undefined],
  ['case differs', issued('LIVE.example.com'), undefined],
  ['a wildcard covers one label more', issued('*.com'), /is for \*\.com, and does not cover live\.example\.com/],
  ['a wildcard covers what is below', issued('*.live.example.com'), /does not cover/],
  ['another name', issued('www.example.com'), /does not cover/],
  [
    'there is no certificate',
    { certificate: { status: undefined, names: [] } },
    /^the certificate arn:cert is not in this account in us-east-1$/,
  ],
  [
    'it is not validated',
    { certificate: { status: 'PENDING_VALIDATION', names: ['live.example.com'] } },
    /has the status PENDING_VALIDATION/,
  ],
  ['it has expired', { certificate: { status: 'EXPIRED', names: ['live.example.com'] } }, /has the status EXPIRED/],
  [
    'another distribution has the name',
    of('E9', 'www.example.com', 'Live.example.com'),
    /^live\.example\.com is an alternate domain name of E9 already$/,
  ],
  ['ours has it', { ...of('E1', 'live.example.com'), ours: 'E1' }, undefined],
  ['another has a wildcard', of('E9', '*.example.com'), undefined],
])('%s', (_name, seen, problem) => {
  const found = masterNameProblem(wanted, seen);
  if (problem) expect(found?.message).toMatch(problem);
  else expect(found).toBeUndefined();
});
