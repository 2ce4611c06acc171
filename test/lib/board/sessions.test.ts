import { beforeEach, expect, test } from '@jest/globals';
import { Sessions } from '../../../src/lib/board/sessions.js';
import { FakeClock } from '../../support/fake-clock.js';

let clock: FakeClock;
let sessions: Sessions;

beforeEach(() => {
  clock = new FakeClock();
  let made = 0;
  sessions = new Sessions(clock, () => {
    made += 1;
    return `secret-${made}`;
  });
});

test('a token opens one session, once', () => {
  const key = sessions.exchange(sessions.mint());
  expect(key).toBe('secret-2');
  expect(sessions.isOpen(key)).toBe(true);
  expect(sessions.exchange('secret-1')).toBeUndefined();
});

test('neither a token nor an invented key is a session', () => {
  const token = sessions.mint();
  expect(sessions.isOpen(token)).toBe(false);
  expect(sessions.isOpen('secret-9')).toBe(false);
  expect(sessions.isOpen(undefined)).toBe(false);
  expect(sessions.exchange('secret-9')).toBeUndefined();
});

test('a link expires after 15 minutes; its sessions do not', async () => {
  const [early, late] = [sessions.mint(), sessions.mint()];
  await clock.advance(15 * 60_000 - 1);
  const key = sessions.exchange(early);
  await clock.advance(1);
  expect(sessions.exchange(late)).toBeUndefined();
  expect(sessions.isOpen(key)).toBe(true);
});
