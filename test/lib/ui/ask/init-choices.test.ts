import { describe, expect, test } from '@jest/globals';
import { distributionChoices, regionChoices } from '../../../../src/lib/ui/ask/init-choices.js';

describe('regions to choose from', () => {
  const values = (term: string, taken: string[] = []) => regionChoices(term, taken).map(({ value }) => value);

  test.each([
    ['irel', ['eu-west-1']],
    ['eu-west-1       Ireland', ['eu-west-1']],
    ['sao', ['sa-east-1']],
    ['São', ['sa-east-1']],
    ['xx-north-9', ['xx-north-9']],
  ])('by %j', (term, found) => expect(values(term)).toEqual(found));

  test.each([
    ['zzz', [], 'is not a region; a code such as eu-west-1 can be typed in full.'],
    ['eu-west-1', ['eu-west-1'], 'is already used.'],
  ])('%j fits none, which is said and cannot be chosen', (term, taken, disabled) => {
    expect(regionChoices(term, taken)).toEqual([{ value: '', name: `"${term}"`, disabled }]);
  });
});

describe('distributions to choose from', () => {
  const distribution = {
    id: 'E1A2B3C4D5E6F7',
    domain: 'd111111abcdef8.cloudfront.net',
    comment: 'The final of the spring cup',
    aliases: ['live.example.com'],
    enabled: true,
    origins: [{ base: 'https://origin.example.com', path: '', kind: 'other' }],
  };
  const choices = (term: string, taken: string[] = [], columns?: number) =>
    distributionChoices(term, [distribution] as never, taken, columns);

  test('a choice fits a line of the terminal; the rest is shown below', () => {
    const [choice] = choices('spring', [], 60);
    expect(choice?.name).toBe('E1A2B3C4D5E6F7  d111111abcdef8.cloudfront.net  The final …');
    expect(choice?.description).toBe(
      'The final of the spring cup\naliases: live.example.com\norigins: https://origin.example.com (other)',
    );
  });

  test('what Tab completes still finds the choice', () => {
    const [choice] = choices('', [], 60);
    expect(choices(choice?.name ?? '')[0]?.value).toBe('E1A2B3C4D5E6F7');
  });

  test('text that matches none is taken as a pasted id', () => {
    expect(choices('E1NOTHERE')).toEqual([{ value: 'E1NOTHERE', name: 'E1NOTHERE' }]);
    expect(choices('', ['E1A2B3C4D5E6F7'])).toEqual([]);
  });
});
