import { expect, test } from '@jest/globals';
import { readScore } from '../../../../src/lib/detector/polling/quality-score.js';

test.each<[string, number | undefined]>([
  ['ot=v,sf=h,st=l,d=2000,n="MediaPackage:eu-west-1:a:b:c",com.aws-mqcs=87', 87],
  ['sf=(d h), mqcs=12.5;made=yes', 12.5],
  ['com.example.mqcs=0', 0],
  ['ot=v,st=l', undefined],
  ['com.aws-mqcs=101', undefined],
  ['com.aws-mqcs=-1', undefined],
  ['com.aws-mqcs="87"', undefined],
  ['com.aws-mqcs', undefined],
  ['com.aws-mqcstotal=5', undefined],
  ['com.aws-mqcs=87,sf=d h', undefined],
  ['===', undefined],
  ['', undefined],
  [`n="${'x'.repeat(3000)}",mqcs=50`, undefined],
  ['__proto__=1,mqcs=50', undefined],
])('%s', (header, score) => {
  expect(readScore(new Headers({ 'cmsd-static': header }))).toBe(score);
});

test('an answer without the header has no score', () => {
  expect(readScore(new Headers())).toBeUndefined();
});

test('a key that was named is the only one that counts', () => {
  const headers = new Headers({ 'cmsd-static': 'com.aws-mqcs=87,com.example-picture=40' });
  expect(readScore(headers, 'com.example-picture')).toBe(40);
  expect(readScore(headers, 'com.example-sound')).toBeUndefined();
});
