import { expect, test } from '@jest/globals';
import { type CompletableCommand, candidates } from '../../../src/lib/completion/candidates.js';

const flags = {
  json: { type: 'boolean' },
  region: { type: 'option' },
  'on-failure': { type: 'option', options: ['keep', 'delete'] },
} as const;
const commands: CompletableCommand[] = [
  { id: 'status', flags, args: {} },
  { id: 'sandbox:start', flags: {}, args: {} },
  { id: 'failover:close', flags, args: { distribution: {} } },
  { id: 'failover:open', flags, args: { distribution: {} } },
  { id: 'completion', flags, args: { shell: { options: ['bash', 'zsh'] } } },
];

test.each([
  ['', ['completion', 'failover', 'sandbox', 'status']],
  ['s', ['sandbox', 'status']],
  ['failover ', ['close', 'open']],
  ['failover c', ['close']],
  ['failover close ', ['d1.cloudfront.net', 'd2.cloudfront.net', 'eu-west-1', 'eu-west-2']],
  ['failover close --json d', ['d1.cloudfront.net', 'd2.cloudfront.net']],
  ['status --', ['--json', '--on-failure', '--region']],
  ['status --on-failure ', ['delete', 'keep']],
  ['status --region eu-west-2', ['eu-west-2']],
  ['status --region=', ['--region=eu-west-1', '--region=eu-west-2']],
  ['status --on-failure=k', ['--on-failure=keep']],
  // As bash splits it.
  ['status --region =', ['eu-west-1', 'eu-west-2']],
  ['status --on-failure = d', ['delete']],
  ['failover close --region eu-west-1 eu-west-2', ['eu-west-2']],
  ['failover close eu-west-1 ', []],
  ['completion ', ['bash', 'zsh']],
  ['completion bash ', []],
  ['help failover cl', ['close']],
  ['status ', []],
  ['--v', ['--version']],
  ['nothing ', []],
])('cvs %j', (line, words) => {
  const regions = [
    { region: 'eu-west-1', distributionDomain: 'd1.cloudfront.net' },
    { region: 'eu-west-2', distributionDomain: 'd2.cloudfront.net' },
  ];
  expect(candidates({ words: line.split(' '), commands, regions })).toEqual(words);
});
