import { type Check, pass } from '../check.js';

export const credentials: Check = {
  id: 'credentials',
  group: 'Account',
  title: 'AWS accepts the credentials',
  async run(facts) {
    const { account, arn } = await facts.caller();
    return [pass(`account ${account}, as ${arn}`)];
  },
};
