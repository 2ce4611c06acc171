import { z } from 'zod';
import { LONGEST_TEXT, outsideText } from '../outside-text.js';
import { quoted } from '../quoted.js';

const region = z.string().min(1).max(253).describe('Code of a stream region, or domain of its distribution.');
const forS = z
  .int()
  .min(1)
  .max(7 * 24 * 3600)
  .optional()
  .describe('It ends by itself after so many seconds.');
const common = {
  reason: z
    .string()
    .min(1)
    .max(LONGEST_TEXT)
    .transform((text) => outsideText(text).trim())
    .pipe(z.string().min(1))
    .describe('Why, for the history.'),
};
const force = z
  .boolean()
  .optional()
  .describe('Continue although the stream that viewers would be sent to is stale or unreachable.');

/** What the page may ask for: the failover commands, with their words. */
export const orderSchema = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('drain'), region, force, ...common }),
  z.strictObject({ action: z.literal('reroute'), region, to: z.string().min(1).max(64).optional(), forS, ...common }),
  z.strictObject({ action: z.literal('close'), region, now: z.boolean().optional(), forS, force, ...common }),
  z.strictObject({ action: z.literal('open'), region, force, ...common }),
  z.strictObject({
    action: z.literal('off-air'),
    cluster: z.string().max(64).describe('The name of the cluster, typed by a person.'),
    ...common,
  }),
]);

/** A change of where viewers go, as the page asks for it. */
export type Order = z.infer<typeof orderSchema>;

/** The command that does the same. */
export function commandOf(order: Order): string {
  const words = ['cvs', 'failover', order.action === 'off-air' ? 'close' : order.action];
  if (order.action === 'off-air') words.push('--all', '--off-air');
  else words.push(order.region);
  if ('now' in order && order.now) words.push('--now');
  if ('to' in order && order.to !== undefined) words.push('--to', order.to);
  if ('forS' in order && order.forS !== undefined) words.push('--for', `${order.forS}s`);
  if ('force' in order && order.force) words.push('--force');
  words.push('--reason', order.reason);
  return words.map(quoted).join(' ');
}
