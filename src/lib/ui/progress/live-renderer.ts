import chalk from 'chalk';
import { Listr, type ListrTaskWrapper, ProcessOutput } from 'listr2';
import type { ProgressEvent, StepSummary } from '../../progress.js';
import { shown, sign } from '../text/signs.js';
import { type Renderer, stepTitle } from './renderer.js';

// biome-ignore lint/suspicious/noExplicitAny: listr2's wrapper is generic over its renderers, which we do not name
type Task = ListrTaskWrapper<any, any, any>;

/** How a step ended. */
type Outcome = Pick<Extract<ProgressEvent, { type: 'step' }>, 'status' | 'detail' | 'seconds'>;

interface LiveStep {
  summary: StepSummary;
  /** Absent until listr2 has drawn it. */
  task?: Task;
  /** Absent until it has started. */
  startedMs?: number;
  settled: boolean;
  settle: (outcome: Outcome) => void;
  outcome: Promise<Outcome>;
}

/** Live tasks in a terminal: a listr2 list for each plan, with one line a step: elapsed time and what it does now. */
export function liveRenderer(output: NodeJS.WriteStream, monotonic: () => number): Renderer {
  let steps = new Map<string, LiveStep>();
  // Lists and lines are drawn one after another: two lists at once would draw over each other.
  let drawn: Promise<unknown> = Promise.resolve();
  // A step that waits reports nothing for minutes; its seconds show that it is still at work.
  const ticking = setInterval(() => {
    for (const step of steps.values()) showElapsed(step, monotonic());
  }, 1000);
  ticking.unref();

  function begin(summaries: readonly StepSummary[]): void {
    steps = new Map(summaries.map((summary) => [summary.id, liveStep(summary)]));
    const list = taskList([...steps.values()], output, monotonic);
    drawn = drawn.then(() => list.run()).catch(() => {});
  }

  function stepOf(id: string): LiveStep {
    if (!steps.has(id)) begin([{ id, title: id, after: [] }]);
    return steps.get(id) as LiveStep;
  }

  function line(message: string): void {
    const text = shown(message);
    if ([...steps.values()].every((step) => step.settled)) drawn = drawn.then(() => output.write(`${text}\n`));
    else output.write(`${text}\n`);
  }

  function showWork(id: string, text: string): void {
    const { task } = stepOf(id);
    if (task) task.output = shown(text);
  }

  function report(event: ProgressEvent): void {
    if (event.type === 'plan') begin(event.steps);
    else if (event.type === 'note') line(event.message);
    else if (event.type === 'warning') line(`${chalk.yellow(sign('▲'))} ${event.message}`);
    else if (event.type === 'stack-event') showWork(event.id, `${event.status} ${event.logicalId}`);
    else if (event.type === 'activity') {
      showWork(event.id, `${event.total === undefined ? '' : `${event.done ?? 0}/${event.total} `}${event.message}`);
    } else if (event.status !== 'started') stepOf(event.id).settle(event);
    else {
      const step = stepOf(event.id);
      step.startedMs = monotonic();
      if (step.task) step.task.title = stepTitle(step.summary);
    }
  }

  return {
    report,
    async finish() {
      for (const step of steps.values()) if (!step.settled) step.settle({ status: 'skipped' });
      await drawn;
      clearInterval(ticking);
    },
  };
}

/** A listr2 list in which each task ends when its step does. */
function taskList(steps: readonly LiveStep[], output: NodeJS.WriteStream, monotonic: () => number): Listr {
  return new Listr(
    steps.map((step) => ({
      // Dim until it starts: a step that waits for others is listed, but does nothing yet.
      title: chalk.dim(stepTitle(step.summary)),
      task: (_context: unknown, task: Task) => follow(step, task, monotonic),
    })),
    {
      concurrent: true,
      exitOnError: false,
      // The command handles Ctrl-C and stops in good order; listr2 would exit at once, with another exit code.
      registerSignalListeners: false,
      rendererOptions: {
        showErrorMessage: false,
        processOutput: new ProcessOutput(output, output),
      },
    },
  );
}

function liveStep(summary: StepSummary): LiveStep {
  const step = { summary, settled: false } as LiveStep;
  step.outcome = new Promise((resolve) => {
    step.settle = (outcome) => {
      step.settled = true;
      resolve(outcome);
    };
  });
  return step;
}

function showElapsed({ task, startedMs, settled, summary }: LiveStep, nowMs: number): void {
  if (!task || settled || startedMs === undefined) return;
  task.title = `${stepTitle(summary)} ${chalk.dim(inSeconds((nowMs - startedMs) / 1000, 0))}`;
}

async function follow(step: LiveStep, task: Task, monotonic: () => number): Promise<void> {
  step.task = task;
  if (step.startedMs !== undefined) task.title = stepTitle(step.summary);
  const { status, detail = status === 'unchanged' ? status : '', seconds: reported } = await step.outcome;
  const seconds = reported ?? (step.startedMs === undefined ? undefined : (monotonic() - step.startedMs) / 1000);
  const dimmed = detail && chalk.dim(`: ${shown(detail)}`);
  if (status === 'skipped') return task.skip(`${stepTitle(step.summary)}${dimmed}`);
  const took = seconds === undefined ? '' : chalk.dim(` (${inSeconds(seconds, 1)})`);
  task.title = `${stepTitle(step.summary)}${dimmed}${took}`;
  // The command prints the error in full; here only the mark counts.
  if (status === 'failed') throw new Error(stepTitle(step.summary));
}

/** With a space that does not break: lines wrap in a narrow terminal. */
function inSeconds(seconds: number, digits: number): string {
  return `${seconds.toFixed(digits)}\u00A0s`;
}
