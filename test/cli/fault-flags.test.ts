import { describe, expect, test } from '@jest/globals';
import { faultOf } from '../../src/cli/fault-flags.js';

const region = 'eu-west-1';

describe('the fault that flags describe', () => {
  test.each([
    [
      { how: 'freeze', for: 30 },
      { how: 'freeze', forSeconds: 30 },
    ],
    [
      { how: 'status', status: '503', only: 'playlists' },
      { how: 'status', code: 503, only: 'playlists' },
    ],
    [
      { how: 'slow', delay: 5 },
      { how: 'slow', seconds: 5 },
    ],
    [
      { how: 'lag', segments: -2 },
      { how: 'lag', segments: -2 },
    ],
    [{ how: 'audio-freeze' }, { how: 'audio-freeze' }],
  ])('stream %j', (flags, fault) => {
    expect(faultOf('stream', { region, ...flags })).toEqual({ kind: 'stream', region, ...fault });
  });

  test.each([
    [
      'refusal',
      { service: 's3', action: 'PUT', code: 'OperationAborted', message: 'Try again.', status: '409', times: 2 },
      { service: 's3', action: 'PUT', code: 'OperationAborted', message: 'Try again.', status: 409, times: 2 },
    ],
    [
      'change-set',
      { stack: 'copilot', message: 'Tag it.', hook: 'Org::Guard::Tags' },
      { stack: 'copilot', message: 'Tag it.', hook: 'Org::Guard::Tags' },
    ],
    [
      'resource',
      { on: 'create', message: 'Tag it.', hook: 'Org::Guard::Tags' },
      { on: 'create', message: 'Tag it.', hook: 'Org::Guard::Tags' },
    ],
  ] as const)('%s %j', (kind, flags, fault) => {
    expect(faultOf(kind, flags)).toEqual({ kind, ...fault });
  });

  test.each([
    ['refusal', { service: 's3', message: 'x' }, 'The fault refusal needs --code.'],
    [
      'refusal',
      { service: 's3', code: 'x', message: 'x', status: 'no' },
      'The fault refusal does not take --status no.',
    ],
    ['change-set', {}, 'The fault change-set needs --message.'],
    ['throttle', { service: 's3', 'per-second': 1, code: 'x' }, 'The fault throttle does not take --code.'],
    ['stream', {}, 'The fault stream needs --how.'],
    ['stream', { region, how: 'status' }, 'The fault stream --how status needs --status.'],
    ['stream', { region, how: 'status', status: '200' }, 'The fault stream does not take --status 200.'],
    ['stream', { region, how: 'status', status: 'gone' }, 'The fault stream does not take --status gone.'],
    ['stream', { region, how: 'slow' }, 'The fault stream --how slow needs --delay.'],
    ['stream', { region, how: 'lag', segments: 11 }, 'The fault stream does not take --segments 11.'],
    ['stream', { region, how: 'gap', only: 'audio' }, 'The fault stream --how gap does not take --only.'],
    ['stream', { region, how: 'freeze', times: 2 }, 'The fault stream --how freeze does not take --times.'],
    ['stream', { region, how: 'freeze', for: 2_500_000 }, 'The fault stream does not take --for 2500000.'],
    ['stream', { how: 'freeze' }, 'The fault stream --how freeze needs --region.'],
    ['region', { region, how: 'freeze' }, 'The fault region does not take --how freeze.'],
  ])('%s %j is refused', (kind, flags, message) => {
    expect(() => faultOf(kind, flags)).toThrow(message);
  });
});
