import { describe, expect, test } from '@jest/globals';
import { runGraph, type Step } from '../../../src/lib/deploy/graph.js';
import { runError, summarize } from '../../../src/lib/deploy/outcome.js';
import { CvsError } from '../../../src/lib/errors.js';
import type { ProgressEvent } from '../../../src/lib/progress.js';
import { FakeClock } from '../../support/fake-clock.js';

function setting() {
  const clock = new FakeClock();
  const events: ProgressEvent[] = [];
  const abort = new AbortController();
  return {
    clock,
    events,
    abort,
    options: { clock, report: (one: ProgressEvent) => events.push(one), signal: abort.signal },
  };
}

function step(id: string, after: string[], run: Step['run'] = async () => ({ status: 'succeeded' })): Step {
  return { id, title: `Step ${id}`, after, run };
}

describe('runGraph', () => {
  test('starts a step the moment its own inputs are there', async () => {
    const { clock, options } = setting();
    const started: Record<string, number> = {};
    const lasting = (id: string, after: string[], ms: number) =>
      step(id, after, async ({ signal }) => {
        started[id] = clock.monotonic();
        await clock.sleep(ms, signal);
        return { status: 'succeeded' };
      });
    const steps = [
      lasting('one', [], 1000),
      lasting('two', [], 5000),
      lasting('after-one', ['one'], 1000),
      lasting('after-two', ['two'], 1000),
      lasting('after-all', ['after-one', 'after-two'], 1000),
    ];
    const done = runGraph(steps, options);
    await clock.advance(10_000);
    const result = await done;
    expect(started).toEqual({ one: 0, two: 0, 'after-one': 1000, 'after-two': 5000, 'after-all': 6000 });
    expect(result.get('two')).toEqual({ status: 'succeeded', seconds: 5 });
  });

  test('a failure skips what needs it, and the other branch goes on to its end', async () => {
    const { events, options } = setting();
    const steps = [
      step('bad', [], async () => {
        throw new CvsError({
          code: 'STACK_FAILED',
          message: 'Topic failed',
          suggestions: ['mend it'],
        });
      }),
      step('needs-bad', ['bad']),
      step('needs-needs-bad', ['needs-bad']),
      step('good', []),
      step('needs-good', ['good'], async () => ({ status: 'unchanged' })),
    ];
    const result = await runGraph(steps, options);
    expect([...result].map(([id, outcome]) => [id, outcome.status])).toEqual([
      ['bad', 'failed'],
      ['needs-bad', 'skipped'],
      ['needs-needs-bad', 'skipped'],
      ['good', 'succeeded'],
      ['needs-good', 'unchanged'],
    ]);
    expect(events).toContainEqual({
      type: 'step',
      id: 'bad',
      status: 'failed',
      detail: 'Topic failed',
      seconds: expect.any(Number),
    });
    expect(events).toContainEqual({ type: 'step', id: 'needs-bad', status: 'skipped', detail: 'needs Step bad' });

    const error = runError(summarize(steps, result), 'Deployment of spring-final', 'cvs deploy');
    expect(error).toMatchObject({
      code: 'STACK_FAILED',
      exitCode: 4,
      suggestions: ['mend it', 'Then run `cvs deploy` again: what is done stays done.'],
    });
    expect(error?.message).toContain('is done in part. Topic failed\n');
    expect(error?.message).toContain('Not started: Step needs-bad, Step needs-needs-bad.');
  });

  test('announces the plan before anything starts', async () => {
    const { events, options } = setting();
    await runGraph([step('b', ['a']), { ...step('a', []), region: 'eu-west-1' }], options);
    expect(events[0]).toEqual({
      type: 'plan',
      steps: [
        { id: 'b', title: 'Step b', region: undefined, after: ['a'] },
        { id: 'a', title: 'Step a', region: 'eu-west-1', after: [] },
      ],
    });
    expect(events.slice(1).map((one) => one.type === 'step' && `${one.id} ${one.status}`)).toEqual([
      'a started',
      'a succeeded',
      'b started',
      'b succeeded',
    ]);
  });

  test('an interrupt starts nothing more, and exits 130', async () => {
    const { clock, abort, options } = setting();
    const steps = [
      step('running', [], async ({ signal }) => {
        await clock.sleep(60_000, signal);
        return { status: 'succeeded' };
      }),
      step('later', ['running']),
    ];
    const done = runGraph(steps, options);
    await clock.advance(10);
    abort.abort(new Error('SIGINT'));
    const result = await done;
    expect(result.get('running')?.status).toBe('interrupted');
    expect(result.get('later')).toEqual({ status: 'skipped', because: 'interrupted' });
    const error = runError(summarize(steps, result), 'Deployment of spring-final', 'cvs deploy');
    expect(error).toMatchObject({ code: 'INTERRUPTED', exitCode: 130 });
    expect(error?.message).toContain('Step running');
  });

  test('a step that is throttled starts over, for a quarter of an hour', async () => {
    const { clock, events, options } = setting();
    const throttled = new CvsError({ code: 'THROTTLED', message: 'AWS keeps throttling x: Rate exceeded' });
    let runs = 0;
    const later = async () => {
      runs += 1;
      if (runs < 4) throw throttled;
      return { status: 'succeeded' as const };
    };
    const never = async () => {
      throw throttled;
    };
    const done = runGraph([step('later', [], later), step('never', [], never)], options);
    await clock.advance(14 * 60_000);
    expect(events.filter((event) => event.type === 'step' && event.status === 'failed')).toEqual([]);
    await clock.advance(2 * 60_000);
    const result = await done;
    expect(result.get('later')).toMatchObject({ status: 'succeeded', seconds: 45 });
    expect(result.get('never')).toMatchObject({ status: 'failed', error: throttled, seconds: 900 });
    expect(events).toContainEqual({
      type: 'activity',
      id: 'later',
      message: 'AWS keeps throttling x: Rate exceeded; going on in 15 s',
    });
  });

  test.each([
    ['an unknown id', [step('a', ['nowhere'])], /no step/],
    ['a circle', [step('a', ['b']), step('b', ['a'])], /circle/],
    ['one id twice', [step('a', []), step('a', [])], /same id/],
  ])('refuses %s', async (_name, steps, message) => {
    await expect(runGraph(steps, setting().options)).rejects.toThrow(message);
  });
});

describe('summarize', () => {
  test('says unchanged only when nothing at all was done', async () => {
    const unchanged = async () => ({ status: 'unchanged' as const });
    const steps = [step('look', []), step('a', ['look'], unchanged), step('b', ['a'], unchanged)];
    const summary = summarize(steps, await runGraph(steps, setting().options), ['look']);
    expect(summary.status).toBe('unchanged');
    expect(runError(summary, 'x', 'y')).toBeUndefined();
  });

  test('a run that failed before anything was made is failed, not partial', async () => {
    const steps = [
      step('look', []),
      step('a', ['look'], async () => {
        throw new CvsError({ code: 'BUCKET_MISSING', message: 'no bucket' });
      }),
    ];
    const summary = summarize(steps, await runGraph(steps, setting().options), ['look']);
    expect(runError(summary, 'Deployment of x', 'cvs deploy')).toMatchObject({
      code: 'BUCKET_MISSING',
      exitCode: 1,
      message: 'Deployment of x failed. Step a: no bucket',
    });
  });

  test('names each step with its region, the failed stack once, and does not list everything where nothing was done', async () => {
    const message = 'Stack x-copilot in us-east-1 ended ROLLBACK_COMPLETE. Role: no';
    const fail = async () => {
      throw new CvsError({ code: 'STACK_FAILED', message, suggestions: ['Fix the role.'] });
    };
    const stacks = (run: Step['run']) => [
      step('look', []),
      { ...step('one', ['look'], run), title: 'Stack x-copilot', region: 'us-east-1' },
      { ...step('two', ['one']), title: 'Stack x-instance', region: 'eu-west-1' },
    ];
    const errorOf = async (steps: Step[], preparatory: string[]) =>
      runError(summarize(steps, await runGraph(steps, setting().options), preparatory), 'Deploying x', 'cvs deploy');
    expect(await errorOf(stacks(fail), ['look'])).toMatchObject({
      message: `Deploying x failed. ${message}\nNot started: eu-west-1 Stack x-instance.`,
      suggestions: ['Fix the role.', 'Then run `cvs deploy` again: what is done stays done.'],
    });
    const [, ...rest] = stacks(fail);
    expect(await errorOf([step('look', [], fail), ...rest], ['look'])).toMatchObject({
      message: `Deploying x failed. ${message}\nNothing else was started.`,
    });
  });

  test('a bug is thrown as it is', async () => {
    const steps = [
      step('a', [], async () => {
        throw new TypeError('undefined is not a function');
      }),
    ];
    const result = await runGraph(steps, setting().options);
    expect(() => summarize(steps, result)).toThrow(TypeError);
  });
});
