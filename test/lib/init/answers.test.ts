import { expect, test } from '@jest/globals';
import { CvsError } from '../../../src/lib/errors.js';
import { completeAnswers, type GivenAnswers } from '../../../src/lib/init/answers.js';

const complete: GivenAnswers = {
  name: 'spring-final',
  bucketBaseName: 'elementalrodeo99',
  regions: ['eu-west-1', 'eu-west-2'],
  distributionIds: ['E1AAAAA', 'E2BBBBB'],
  distributionPlaylistUrls: ['https://d1/a.m3u8', 'https://d2/a.m3u8'],
  originPlaylistUrls: ['https://o1/a.m3u8', 'https://o2/a.m3u8'],
};

function refusal(given: GivenAnswers): string {
  try {
    completeAnswers(given);
  } catch (error) {
    if (error instanceof CvsError && error.exitCode === 2) return error.message;
    throw error;
  }
  throw new Error('was accepted');
}

test('pairs the values of a region by their order', () => {
  expect(completeAnswers(complete).streams[1]).toEqual({
    region: 'eu-west-2',
    distributionId: 'E2BBBBB',
    distributionPlaylistUrl: 'https://d2/a.m3u8',
    originPlaylistUrl: 'https://o2/a.m3u8',
  });
});

test('names every missing flag at once', () => {
  expect(refusal({ ...complete, name: undefined, distributionIds: ['E1AAAAA'], originPlaylistUrls: [] })).toBe(
    'Missing: --name, --distribution-id (1 of 2 given), --origin-playlist-url (0 of 2 given).',
  );
});

test('refuses values that do not belong to a region', () => {
  expect(refusal({ ...complete, distributionIds: ['E1AAAAA', 'E2BBBBB', 'E3CCCCC'] })).toBe(
    '--distribution-id is given 3 times, for 2 regions.',
  );
});
