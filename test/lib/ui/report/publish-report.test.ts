import { expect, test } from '@jest/globals';
import type { PublishClusterResult } from '../../../../src/lib/parts/master-playlist/publish-cluster.js';
import { publishReport } from '../../../../src/lib/ui/report/publish-report.js';

const RESULT: PublishClusterResult = {
  objects: [{ region: 'eu-west-1', bucket: 'masters', key: 'playlist.m3u8', status: 'written', heldByCaches: false }],
  failedRegions: [],
  summary: {
    rungs: 3,
    renditions: 1,
    pathways: ['eu-west-1', 'eu-west-2'],
    changes: [],
    warnings: [],
    personal: [],
    leftOut: 0,
  },
  served: { url: 'https://d3.cloudfront.net/playlist.m3u8', status: 'current', invalidated: [] },
};

test('says what was written and what viewers load', () => {
  const report = publishReport(RESULT);
  expect(report).toMatch(/eu-west-1 +s3:\/\/masters\/playlist\.m3u8 +written/);
  expect(report).toContain('3 rungs, 1 rendition, pathways eu-west-1, eu-west-2');
  expect(report).toContain('Viewers get the new master playlist: https://d3.cloudfront.net/playlist.m3u8');
  expect(report).not.toContain('publish again');
});

test.each<[PublishClusterResult['served'], string]>([
  [
    { url: 'https://d3', status: 'outdated', detail: 'it is old', invalidated: [] },
    'Viewers do not get the new master playlist yet: it is old',
  ],
  [{ status: 'unknown', detail: 'no stack' }, 'It is unknown whether viewers get the new master playlist: no stack'],
])('says why viewers may not get it: %j', (served, line) => {
  const failedRegions = [{ region: 'eu-west-2', message: 'connect ETIMEDOUT' }];
  const report = publishReport({ ...RESULT, served, failedRegions });
  expect(report).toContain(line);
  expect(report).toContain('Not published in eu-west-2: connect ETIMEDOUT');
  expect(report).toContain('run cvs playlist publish again.');
});
