import type { ResourceChange } from '../cloudformation/describe-changes.js';
import type { SettingChange } from '../edge-settings/tune.js';
import { CvsError, messageOf } from '../errors.js';
import { clusterParts } from '../parts/cluster-parts.js';
import type { Given, Outputs, Part, Want } from '../parts/part.js';
import { checkRegionCount } from '../parts/stacks/stack-parameters.js';
import { type Fact, View } from '../parts/view.js';
import type { Report } from '../progress.js';
import type { PlanOptions } from './walk-options.js';

/** What a deployment would do in one step. */
export interface PlannedStep {
  /** As in the deployment's own graph. */
  id: string;
  title: string;
  region?: string;
  after: readonly string[];
  action: Want['action'];
  /** One line. */
  why?: string;
  /** Of a stack: what happens to its resources. */
  changes?: readonly ResourceChange[];
  /** Of a distribution that is not the cluster's: what is set to another value. */
  settings?: readonly SettingChange[];
}

export interface PlanResult {
  /** Whether a deployment would change anything. */
  changes: boolean;
  /** Whether it would stop somewhere. */
  blocked: boolean;
  steps: readonly PlannedStep[];
}

/**
 * What `deployCluster` would do now. Nothing is changed: change sets, and the empty stacks that they need, are taken
 * away again. What cannot be read blocks the step that needs it.
 *
 * @throws CvsError REGION_COUNT; and what AWS refuses, where nothing at all can be read
 */
export async function planCluster(options: PlanOptions): Promise<PlanResult> {
  checkRegionCount(options.cluster);
  const view = new View(options);
  const parts = clusterParts(options);
  try {
    const facts = await Promise.all(parts.map((part) => view.fact((seen) => part.look(seen))));
    options.signal.throwIfAborted();
    const [first] = facts;
    if (first && !first.known && facts.every(({ known }) => !known)) throw first.error;
    const wants = await wantsOf(parts, facts, options);
    const steps = parts.map((part) => planned(part, wants.get(part.id) as Want));
    return {
      changes: steps.some(({ action }) => action !== 'unchanged' && action !== 'blocked'),
      blocked: steps.some(({ action }) => action === 'blocked'),
      steps,
    };
  } finally {
    await view.end();
  }
}

/** What each part wants once the parts that it needs are as they want. Parts that need nothing of each other at once. */
async function wantsOf(
  parts: readonly Part[],
  facts: readonly Fact<unknown>[],
  options: PlanOptions,
): Promise<ReadonlyMap<string, Want>> {
  const { clients, clock, random, signal } = options;
  const report: Report = (event) => {
    if (event.type === 'warning') options.report(event);
  };
  const wants = new Map<string, Want>();
  const given: Given = { outputsOf: (partId) => outputsIn(wants.get(partId)) };
  const running = new Map<string, Promise<void>>();
  for (const [index, part] of parts.entries()) {
    const fact = facts[index] as Fact<unknown>;
    const context = { clients, clock, random, signal, stepId: part.id, report };
    const want = async (): Promise<Want> => {
      const missing = parts.find(({ id }) => part.after.includes(id) && wants.get(id)?.action === 'blocked');
      if (missing) return blocked(`needs ${missing.title}`);
      if (!fact.known) return blocked(messageOf(fact.error), fact.error);
      if (!part.preview) return part.want(fact.value, given);
      // What CloudFormation refuses ends this step of a deployment, and those that need it.
      return part.preview(fact.value, given, context).catch((error: unknown) => {
        if (error instanceof CvsError && error.code === 'CHANGE_SET_FAILED') return blocked(error.message, error);
        throw error;
      });
    };
    const done = Promise.all(part.after.map((id) => running.get(id)))
      .then(want)
      .then((made) => {
        wants.set(part.id, made);
      });
    running.set(part.id, done);
  }
  await Promise.allSettled(running.values());
  await Promise.all(running.values());
  return wants;
}

function outputsIn(want: Want | undefined): Outputs {
  return (want && 'outputs' in want && want.outputs) || {};
}

function blocked(why: string, cause?: unknown): Want {
  const error = cause instanceof CvsError ? cause : new CvsError({ code: 'BLOCKED', message: why, cause });
  return { action: 'blocked', why, error };
}

function planned({ id, title, region, after }: Part, want: Want): PlannedStep {
  return {
    ...{ id, title, region, after },
    action: want.action,
    why: want.why,
    ...(want.action === 'blocked' ? {} : { changes: want.changes, settings: want.settings }),
  };
}
