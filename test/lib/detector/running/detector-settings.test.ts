import { expect, test } from '@jest/globals';
import { readDetectorSettings } from '../../../../src/lib/detector/running/detector-settings.js';

const ENV = {
  AWS_REGION: 'eu-west-1',
  SPD_NAME: 'spring-final',
  SPD_CDN_URL: 'https://d111111abcdef8.cloudfront.net/out/index.m3u8',
  SPD_DISTRIBUTION_DOMAIN: 'd111111abcdef8.cloudfront.net',
  SPD_ORIGIN_URL: 'https://origin.example.com/out/index.m3u8',
  SPD_SNS_TOPIC: 'arn:aws:sns:eu-west-1:123456789012:topic',
  SPD_DURATION_MULTIPLIER: '1.5',
  SPD_STALE_TOLERANCE: '0.9',
  SPD_CHANGE_DETECT: 'CONTENTHASH',
  SPD_QUALITY_KEY: 'com.example-mqcs',
};

test('reads what the template sets', () => {
  expect(readDetectorSettings(ENV)).toEqual({
    name: 'spring-final',
    region: 'eu-west-1',
    distributionPlaylistUrl: ENV.SPD_CDN_URL,
    distributionDomain: ENV.SPD_DISTRIBUTION_DOMAIN,
    originPlaylistUrl: ENV.SPD_ORIGIN_URL,
    durationMultiplier: 1.5,
    staleTolerance: 0.9,
    changeDetect: 'CONTENTHASH',
    qualityKey: 'com.example-mqcs',
    topicArn: ENV.SPD_SNS_TOPIC,
    observationTopicArn: '',
    peers: [],
  });
});

test('one URL is enough, and what is left out is as in the cluster file', () => {
  expect(readDetectorSettings({ SPD_ORIGIN_URL: ENV.SPD_ORIGIN_URL })).toEqual({
    name: 'stale-playlist-detector',
    region: 'unknown',
    distributionPlaylistUrl: ENV.SPD_ORIGIN_URL,
    originPlaylistUrl: ENV.SPD_ORIGIN_URL,
    durationMultiplier: 3,
    staleTolerance: 0.95,
    changeDetect: 'MEDIASEQUENCE',
    topicArn: '',
    peers: [],
    observationTopicArn: '',
  });
  expect(() => readDetectorSettings({})).toThrow('SPD_ORIGIN_URL is not set');
});

test.each([
  ['SPD_CDN_URL', 'index.m3u8', 'SPD_CDN_URL is not a URL: index.m3u8'],
  [
    'SPD_DURATION_MULTIPLIER',
    'three',
    'SPD_DURATION_MULTIPLIER (--duration-multiplier) is not a number from 1 to 20: three',
  ],
  [
    'SPD_DURATION_MULTIPLIER',
    '0.5',
    'SPD_DURATION_MULTIPLIER (--duration-multiplier) is not a number from 1 to 20: 0.5',
  ],
  ['SPD_DURATION_MULTIPLIER', '21', 'SPD_DURATION_MULTIPLIER (--duration-multiplier) is not a number from 1 to 20: 21'],
  ['SPD_STALE_TOLERANCE', '0', 'SPD_STALE_TOLERANCE (--stale-tolerance) is not a number from 0.01 to 1: 0'],
  ['SPD_STALE_TOLERANCE', '1.01', 'SPD_STALE_TOLERANCE (--stale-tolerance) is not a number from 0.01 to 1: 1.01'],
  [
    'SPD_DISTRIBUTION_DOMAIN',
    'live.example.com',
    'not a name that CloudFront gives to a distribution: live.example.com',
  ],
  ['SPD_CHANGE_DETECT', 'ETAG', 'neither MEDIASEQUENCE nor CONTENTHASH: ETAG'],
])('refuses %s=%s', (name, value, message) => {
  expect(() => readDetectorSettings({ ...ENV, [name]: value })).toThrow(message);
});

test('a share that was written as a percentage is refused, and the error says how to write it', () => {
  let refusal: unknown;
  try {
    readDetectorSettings({ ...ENV, SPD_STALE_TOLERANCE: '95' });
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toMatchObject({ exitCode: 2, suggestions: ['Write 95 % as 0.95.'] });
});
