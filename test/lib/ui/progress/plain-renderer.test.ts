import { expect, test } from '@jest/globals';
import { plainRenderer } from '../../../../src/lib/ui/progress/plain-renderer.js';

test('says each event in one line, with the step’s title', () => {
  const lines: string[] = [];
  const { report } = plainRenderer((line) => lines.push(line));
  report({ type: 'plan', steps: [{ id: 'a', title: 'eu-west-1 detector', after: [] }] });
  report({ type: 'step', id: 'a', status: 'started' });
  report({
    type: 'stack-event',
    id: 'a',
    region: 'eu-west-1',
    stackName: 'spring-final-copilot',
    logicalId: 'OriginLambda',
    resourceType: 'AWS::Lambda::Function',
    status: 'CREATE_COMPLETE',
  });
  report({ type: 'activity', id: 'a', message: 'Topic', done: 3, total: 12 });
  report({ type: 'activity', id: 'a', message: 'waiting' });
  report({ type: 'step', id: 'a', status: 'failed', detail: 'no such bucket' });
  report({ type: 'step', id: 'a', status: 'succeeded', detail: 'created', seconds: 1.9 });
  report({ type: 'step', id: 'a', status: 'unchanged', seconds: 0.1 });
  report({ type: 'warning', message: 'late' });
  expect(lines).toEqual([
    '[eu-west-1 detector] started',
    '[eu-west-1 spring-final-copilot] CREATE_COMPLETE OriginLambda',
    '[eu-west-1 detector] waiting',
    '[eu-west-1 detector] failed: no such bucket',
    '[eu-west-1 detector] succeeded: created (1.9 s)',
    '[eu-west-1 detector] unchanged',
    'warning: late',
  ]);
});
