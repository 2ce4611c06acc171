import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Reading, readAll } from './read-all.js';
import type { Reader } from './readers.js';

const READING_MS = 600_000;

/**
 * The tests of what some readers type: each line works for the role that it is for.
 *
 * @param furtherTests more about the same readers, given what came of it once they are through
 */
export function readersTests(readers: readonly Reader[], furtherTests: (reading: () => Reading) => void = () => {}) {
  describe('the documents, typed line by line in the sandbox', () => {
    let reading: Reading;
    beforeAll(async () => {
      reading = await readAll(readers);
    }, READING_MS);

    test.each(readers.map(({ name }) => name))('a reader of %s gets to the end', (name) => {
      expect(reading.gaveUp.get(name)).toBeUndefined();
    });

    const lines = readers.flatMap((reader) => reader.lines.map(({ place, args }) => [place, args.join(' ')]));
    test.each(lines)('%s: cvs %s', (_place, line) => {
      const run = reading.runs.get(line);
      if (run?.exitCode !== 0) {
        throw new Error(run ? `exited ${run.exitCode}:\n${run.stdout}\n${run.stderr}` : 'no reader has typed it');
      }
    });

    test('nothing was refused to the role that types a line, or to the functions', () => {
      expect(reading.refused).toEqual([]);
    });

    furtherTests(() => reading);
  });
}
