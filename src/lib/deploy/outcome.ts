import { CvsError, ExitCode, type ExitCodeValue } from '../errors.js';
import type { GraphResult, Step } from './graph.js';

/** What a step came to, for output. */
export interface StepReport {
  id: string;
  title: string;
  region?: string;
  /** Of a step that deploys or deletes a stack. */
  stackName?: string;
  status: 'succeeded' | 'unchanged' | 'under-way' | 'failed' | 'interrupted' | 'skipped';
  detail?: string;
  seconds: number;
  /** Only looks, or makes ready: without anything else done, nothing is done. */
  preparatory?: boolean;
}

/** Why a step failed. */
export interface Problem {
  step: string;
  title: string;
  code: string;
  message: string;
  suggestions: readonly string[];
}

export type RunStatus = 'succeeded' | 'unchanged' | 'under-way' | 'partial' | 'failed' | 'interrupted';

export interface RunSummary {
  /** `partial`: something was done, or was there already, before or beside what failed. */
  status: RunStatus;
  steps: readonly StepReport[];
  problems: readonly Problem[];
}

/**
 * What a run of a graph came to.
 *
 * @param preparatory ids of steps that only look: when nothing else succeeded, the run failed as a whole
 * @throws what a step threw that is not a `CvsError`: a bug
 */
export function summarize(
  steps: readonly Step[],
  result: GraphResult,
  preparatory: readonly string[] = [],
): RunSummary {
  const problems: Problem[] = [];
  const reports = steps.map((step): StepReport => {
    const outcome = result.get(step.id);
    if (!outcome) throw new Error(`Step ${step.id} has no outcome.`);
    const { id, title, region, stackName } = step;
    const head = { id, title, region, stackName, preparatory: preparatory.includes(id) || undefined };
    switch (outcome.status) {
      case 'failed': {
        if (!(outcome.error instanceof CvsError)) throw outcome.error;
        const { code, message, suggestions } = outcome.error;
        problems.push({ step: step.id, title: nameOf(step), code, message, suggestions });
        return { ...head, status: 'failed', detail: message, seconds: outcome.seconds };
      }
      case 'skipped':
        return { ...head, status: 'skipped', detail: outcome.because, seconds: 0 };
      default:
        return { ...head, ...outcome };
    }
  });
  const work = reports.filter((one) => !one.preparatory);
  const has = (status: StepReport['status'], among = reports) => among.some((one) => one.status === status);
  const status: RunStatus =
    problems.length > 0
      ? has('succeeded', work) || has('unchanged', work) || has('under-way', work)
        ? 'partial'
        : 'failed'
      : has('interrupted') || steps.some(({ id }) => wasDropped(result, id))
        ? 'interrupted'
        : has('under-way')
          ? 'under-way'
          : has('succeeded', work)
            ? 'succeeded'
            : 'unchanged';
  return { status, steps: reports, problems };
}

/** Skipped, though nothing that it waits for is under way: for an interrupt. */
function wasDropped(result: GraphResult, id: string): boolean {
  const outcome = result.get(id);
  return outcome?.status === 'skipped' && !outcome.waiting;
}

const EXIT: Readonly<Record<Exclude<RunStatus, 'succeeded' | 'unchanged'>, ExitCodeValue>> = {
  partial: ExitCode.partial,
  failed: ExitCode.failed,
  interrupted: ExitCode.interrupted,
  'under-way': ExitCode.inProgress,
};

/**
 * The error to end a command with; undefined when the run did what it should.
 *
 * @param what was run, to start the sentence: `Deployment of spring-final`
 * @param again the command that goes on from here
 */
export function runError(summary: RunSummary, what: string, again: string): CvsError | undefined {
  if (summary.status === 'succeeded' || summary.status === 'unchanged') return undefined;
  const of = (status: StepReport['status']) => summary.steps.filter((step) => step.status === status).map(nameOf);
  if (summary.status === 'interrupted') {
    const running = of('interrupted');
    return new CvsError({
      code: 'INTERRUPTED',
      message: `${what} was interrupted${running.length > 0 ? ` during: ${running.join(', ')}` : ''}.`,
      suggestions: [...watch(summary), `Resume: \`${again}\`.`],
      exitCode: EXIT.interrupted,
    });
  }
  if (summary.status === 'under-way') {
    return new CvsError({
      code: 'UNDER_WAY',
      message: `${what} is under way: ${of('under-way').join(', ')}.`,
      suggestions: [...watch(summary), `Then do what waits for it: \`${again}\`.`],
      exitCode: EXIT['under-way'],
    });
  }
  const codes = new Set(summary.problems.map((problem) => problem.code));
  const lines = [...summary.problems.map(problemLine), ...notStarted(summary)];
  const suggestions = [...new Set(summary.problems.flatMap((problem) => problem.suggestions))];
  return new CvsError({
    code: codes.size === 1 ? [...codes].join() : 'SEVERAL_FAILED',
    message: `${what} ${summary.status === 'partial' ? 'is done in part' : 'failed'}. ${lines.join('\n')}`,
    suggestions: [...suggestions, `Then run \`${again}\` again: what is done stays done.`],
    exitCode: EXIT[summary.status],
  });
}

/** A step as people tell it from its like in another region. */
function nameOf({ title, region }: { title: string; region?: string }): string {
  return region ? `${region} ${title}` : title;
}

/** Errors whose message names the stack and its region. */
const NAMING_THEIR_STACK: ReadonlySet<string> = new Set([
  'CHANGE_SET_FAILED',
  'STACK_BLOCKED',
  'STACK_BUSY',
  'STACK_FAILED',
  'STACK_UNSETTLED',
]);

function problemLine({ code, title, message }: Problem): string {
  return NAMING_THEIR_STACK.has(code) ? message : `${title}: ${message}`;
}

function notStarted({ steps }: RunSummary): string[] {
  const skipped = steps.filter(({ status }) => status === 'skipped');
  if (skipped.length === 0) return [];
  const all = steps.every(({ status, preparatory }) => preparatory || status === 'skipped');
  return [all ? 'Nothing else was started.' : `Not started: ${skipped.map(nameOf).join(', ')}.`];
}

/** How to follow what continues in AWS. */
function watch(summary: RunSummary): string[] {
  const running = summary.steps.filter(({ status }) => status === 'interrupted' || status === 'under-way');
  const stacks = running.flatMap(({ stackName, region }) =>
    stackName && region
      ? [`Watch it: aws cloudformation describe-stack-events --region ${region} --stack-name ${stackName}`]
      : [],
  );
  return running.length > 0 ? ['What was started in AWS continues. See it with `cvs status`.', ...stacks] : [];
}
