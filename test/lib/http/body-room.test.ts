import { expect, test } from '@jest/globals';
import { BodyRoom, HeldRoom } from '../../../src/lib/http/body-room.js';

/** Requests that ask for room, and what became of them. */
function requests(room: BodyRoom) {
  const log: string[] = [];
  const ask = (name: string, bytes: number) => {
    const held = new HeldRoom(room, (isWaiting) => log.push(`${name} ${isWaiting ? 'waits' : 'goes on'}`));
    if (held.take(bytes, () => {})) log.push(`${name} goes on at once`);
    return held;
  };
  return { log, ask };
}

test('bodies wait in the order of asking until there is room', () => {
  const { log, ask } = requests(new BodyRoom(10));
  const first = ask('first', 6);
  ask('second', 6);
  // It would fit, and would keep the second one waiting if it went first.
  ask('third', 2);
  expect(log.splice(0)).toEqual(['first goes on at once', 'second waits', 'third waits']);
  first.release();
  expect(log).toEqual(['second goes on', 'third goes on']);
});

test('one that is longer than all the room gets all of it, alone', () => {
  const { log, ask } = requests(new BodyRoom(10));
  const long = ask('long', 50);
  const short = ask('short', 1);
  expect(log.splice(0)).toEqual(['long goes on at once', 'short waits']);
  long.release();
  short.release();
  expect(log).toEqual(['short goes on']);
  ask('next', 10);
  expect(log.at(-1)).toBe('next goes on at once');
});

test('one that gives up lets the next one pass, and gives back nothing twice', () => {
  const { log, ask } = requests(new BodyRoom(10));
  const first = ask('first', 6);
  const second = ask('second', 10);
  ask('third', 4);
  second.release();
  expect(log.splice(0)).toEqual(['first goes on at once', 'second waits', 'third waits', 'third goes on']);
  first.release();
  first.release();
  ask('fourth', 7);
  expect(log).toEqual(['fourth waits']);
});
