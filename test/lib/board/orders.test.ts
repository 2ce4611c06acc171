import { describe, expect, test } from '@jest/globals';
import { commandOf, orderSchema } from '../../../src/lib/board/orders.js';
import { shellWords } from '../../../src/lib/shell-words.js';

const reason = 'encoder';

describe('an order', () => {
  test.each([
    [{ action: 'drain', region: 'eu-west-1', reason }, 'cvs failover drain eu-west-1 --reason encoder'],
    [{ action: 'open', region: 'eu-west-1', reason }, 'cvs failover open eu-west-1 --reason encoder'],
    [
      { action: 'close', region: 'eu-west-1', now: true, forS: 900, force: true, reason: "it's black" },
      "cvs failover close eu-west-1 --now --for 900s --force --reason 'it'\\''s black'",
    ],
    [
      { action: 'reroute', region: 'eu-west-1', to: 'eu-west-2', forS: 60, reason },
      'cvs failover reroute eu-west-1 --to eu-west-2 --for 60s --reason encoder',
    ],
    [{ action: 'off-air', cluster: 'spring-final', reason }, 'cvs failover close --all --off-air --reason encoder'],
  ])('%j is the command %s', (order, command) => {
    expect(commandOf(orderSchema.parse(order))).toBe(command);
  });

  test.each([
    ['no action', { region: 'eu-west-1', reason }],
    ['another action', { action: 'destroy', region: 'eu-west-1', reason }],
    ['no reason', { action: 'close', region: 'eu-west-1' }],
    ['a reason of blanks', { action: 'close', region: 'eu-west-1', reason: ' \n ' }],
    ['a reason without end', { action: 'close', region: 'eu-west-1', reason: 'x'.repeat(201) }],
    ['a setting of another action', { action: 'open', region: 'eu-west-1', reason, now: true }],
    ['an end in the past', { action: 'close', region: 'eu-west-1', reason, forS: -1 }],
  ])('with %s is refused', (_name, order) => {
    expect(orderSchema.safeParse(order).success).toBe(false);
  });

  test('a reason is one line without control characters', () => {
    const order = orderSchema.parse({ action: 'open', region: 'eu-west-1', reason: 'a\n\u001b[31mb' });
    expect(order.reason).toBe('a \uFFFD[31mb');
  });

  test.each(["a'b", '$(reboot)', '`x` "y" \\', ''])('the reason %j comes through a shell as it is', (text) => {
    const [, , , , , last] = shellWords(commandOf({ action: 'open', region: 'eu-west-1', reason: text }));
    expect(last).toBe(text);
  });
});
