import { type Check, found, pass } from '../check.js';

/** AWS refuses signatures that are older or younger (General Reference, "Signature Version 4": request expiry). */
const REFUSED_S = 300;
/** A close with an end (`closed_until`) ends this much too early or too late. */
const NOTICEABLE_S = 5;

export const clock: Check = {
  id: 'clock',
  group: 'Account',
  title: 'This machine’s clock is right',
  async run(facts) {
    const ahead = Math.round(await facts.clockAheadS());
    const message = `the clock is ${Math.abs(ahead)} s ${ahead < 0 ? 'behind' : 'ahead of'} AWS’s`;
    if (Math.abs(ahead) >= REFUSED_S) return [found('clock-wrong', message)];
    if (Math.abs(ahead) >= NOTICEABLE_S) {
      const advice = 'Set the clock (NTP): a close with an end would end that much too early or too late.';
      return [found('clock-wrong', message, { severity: 'warning', advice })];
    }
    return [pass('within a few seconds of AWS’s')];
  },
};
