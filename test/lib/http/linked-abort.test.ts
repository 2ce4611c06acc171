import { expect, test } from '@jest/globals';
import { linkAbort } from '../../../src/lib/http/linked-abort.js';
import { heldBy } from '../../support/held-by.js';

test('aborts with the first of several signals, and with its reason', () => {
  const [one, two] = [new AbortController(), new AbortController()];
  const linked = linkAbort(undefined, one.signal, two.signal);
  two.abort('second');
  one.abort('first');
  expect(linked.signal.reason).toBe('second');
});

test('aborts at once where a signal has aborted before', () => {
  const linked = linkAbort(new AbortController().signal, AbortSignal.abort('before'));
  expect(linked.signal.reason).toBe('before');
});

test('aborting it leaves the other signals alone', () => {
  const outer = new AbortController();
  linkAbort(outer.signal).abort('mine');
  expect(outer.signal.aborted).toBe(false);
});

test('a signal holds nothing of the work that is over, however much there was', () => {
  const outer = new AbortController();
  for (let work = 0; work < 100; work += 1) linkAbort(outer.signal).release();
  expect(heldBy(outer.signal)).toBe(0);
});

test('what was released is not aborted any more', () => {
  const outer = new AbortController();
  const linked = linkAbort(outer.signal);
  linked.release();
  outer.abort();
  expect(linked.signal.aborted).toBe(false);
});

test('heldBy sees what AbortSignal.any leaves behind: this is what linkAbort is for', () => {
  const outer = new AbortController();
  AbortSignal.any([outer.signal, new AbortController().signal]);
  expect(heldBy(outer.signal)).toBe(1);
});
