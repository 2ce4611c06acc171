import chalk from 'chalk';
import type { PropertyChange, ResourceChange } from '../../cloudformation/describe-changes.js';
import type { PlannedStep, PlanResult } from '../../deploy/plan-cluster.js';
import { stepTitle } from '../progress/renderer.js';
import { sign } from '../text/signs.js';
import { columnsOf, fold } from '../text/width.js';

const MARK: Readonly<Record<PlannedStep['action'], () => string>> = {
  create: () => chalk.green('+'),
  recreate: () => chalk.red('±'),
  update: () => chalk.yellow('~'),
  unchanged: () => chalk.dim('='),
  wait: () => chalk.yellow('…'),
  blocked: () => chalk.red(sign('✖')),
};

/** The steps in the graph's order, and what each will do. */
export function planReport(plan: PlanResult, columns = columnsOf(process.stdout)): string {
  return [...plan.steps.flatMap(stepLines), '', conclusion(plan)]
    .flatMap((line) => fold(line, columns, `${/^ */.exec(line)?.[0]}  `))
    .join('\n');
}

function stepLines(step: PlannedStep): string[] {
  const why = step.why ? `: ${step.why}` : '';
  return [
    `${MARK[step.action]()} ${stepTitle(step)}  ${step.action}${why}`,
    ...(step.changes ?? []).flatMap(resourceLines),
    ...(step.settings ?? []).map(({ name, before, after }) => `    ~ ${name}: ${before} → ${after}`),
  ];
}

function resourceLines(change: ResourceChange): string[] {
  const mark = { add: '+', modify: '~', remove: '-', import: '>', dynamic: '?' }[change.action];
  const replaced = {
    never: '',
    always: chalk.red(' replaced'),
    conditionally: chalk.yellow(' may be replaced'),
  }[change.replacement];
  return [
    `    ${mark} ${change.logicalId} ${chalk.dim(change.type)}${replaced}`,
    ...change.properties.map((property) => `        ${property.name}${valuesOf(property)}`),
  ];
}

function valuesOf({ before, after }: PropertyChange): string {
  if (before === undefined && after === undefined) return '';
  return `: ${short(before)} → ${short(after)}`;
}

/** Longest value that is shown in full; inline code and policies have thousands of characters. */
const MAX_LENGTH = 60;

function short(value: string | undefined): string {
  if (value === undefined) return '(none)';
  if (value.includes('KNOWN_AFTER_APPLY')) return '(known after the deployment)';
  const line = value.replaceAll(/\s+/g, ' ');
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line;
}

function conclusion({ steps, changes, blocked }: PlanResult): string {
  if (blocked) return 'A deployment would stop at the steps that are blocked.';
  if (!changes) return 'Nothing to do: everything is as the cluster file says.';
  const count = steps.filter(({ action }) => action !== 'unchanged').length;
  return `${count} of ${steps.length} steps will change something. Run cvs deploy to apply.`;
}
