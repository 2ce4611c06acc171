import TestSequencer from '@jest/test-sequencer';

/** Files that take longest. Without a cache of earlier runs, as on a fresh clone, Jest cannot know. */
const LONGEST = [
  'commands-in-docs',
  'install-in-docs',
  'deploy-killed',
  'deployment',
  'faults-move-viewers',
  'data-plane',
  'race',
];

/** Begins with the longest files, so that no worker is left alone with one in the end. */
export default class LongestFirst extends TestSequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const place = LONGEST.findIndex((name) => new RegExp(`/${name}(\\.sandbox)?\\.test\\.ts$`).test(path));
      return place < 0 ? LONGEST.length : place;
    };
    return super.sort(tests).toSorted((one, other) => rank(one) - rank(other));
  }
}
