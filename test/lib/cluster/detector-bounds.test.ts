import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { DETECTOR_BOUNDS } from '../../../src/lib/cluster/detector-bounds.js';
import { clusterJsonSchema } from '../../../src/lib/cluster/schema.js';

const PARAMETERS = { durationMultiplier: 'SPDDurationMultiplier', staleTolerance: 'SPDStaleTolerance' } as const;

test.each(['templates/stale-playlist-detector.yaml', 'containers/detector/fargate.yaml'])(
  '%s has the same bounds',
  (file) => {
    const { Parameters } = parse(readFileSync(file, 'utf8'), { logLevel: 'silent' });
    for (const [setting, name] of Object.entries(PARAMETERS)) {
      const { MinValue: min, MaxValue: max } = Parameters[name];
      expect({ [name]: { min, max } }).toEqual({ [name]: DETECTOR_BOUNDS[setting as keyof typeof PARAMETERS] });
    }
  },
);

test('so has the schema of the cluster file', () => {
  const { detector } = (clusterJsonSchema() as { properties: Record<string, { properties: object }> }).properties;
  for (const [setting, { min, max }] of Object.entries(DETECTOR_BOUNDS)) {
    expect(detector?.properties).toMatchObject({ [setting]: { minimum: min, maximum: max } });
  }
});
