import { type Check, found, pass } from '../check.js';

/** From how many seconds on the commands that change where viewers go say so, too. */
const NOTICEABLE_S = 2;

export const clock: Check = {
  id: 'clock',
  group: 'Account',
  title: 'This machine’s clock is right',
  async run(facts) {
    const ahead = Math.round(await facts.clockAheadS());
    const message = `the clock is ${Math.abs(ahead)} s ${ahead < 0 ? 'behind' : 'ahead of'} AWS’s`;
    return Math.abs(ahead) >= NOTICEABLE_S ? [found('clock-wrong', message)] : [pass('within a second of AWS’s')];
  },
};
