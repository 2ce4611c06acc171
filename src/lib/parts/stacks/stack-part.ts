import type { BuiltAssets } from '../../assets/assets.js';
import { deployStack, stackBlocked } from '../../cloudformation/deploy-stack.js';
import { type ResourceChange, templateResources } from '../../cloudformation/describe-changes.js';
import type { StackDescription } from '../../cloudformation/describe-stack.js';
import { isOvertaken } from '../../cloudformation/overtaken.js';
import { previewStack } from '../../cloudformation/preview-stack.js';
import type { StackContext, StackDefinition } from '../../cloudformation/stack.js';
import { type Transition, transitionFor } from '../../cloudformation/transition.js';
import { isAsDefined, needsProtection } from '../../cloudformation/unchanged.js';
import type { Cluster } from '../../cluster/cluster.js';
import { ASSETS } from '../assets-part.js';
import { awaitActive } from '../copilot/await-active.js';
import { toVersionArn } from '../copilot/copilot-slots.js';
import type { Given, Part, PartContext, Want } from '../part.js';
import { isNowhere, readTablePresence, replicaMissing, type TablePresence } from '../state-table/table-presence.js';
import { readStack, readStackTemplate } from './read-stack.js';
import { stableOutputs } from './stable-outputs.js';
import { type StackWishes, stackDefinition } from './stack-definition.js';
import { type GraphStack, stackGraph } from './stack-graph.js';

/** What is known of a stack before a deployment. */
export interface StackFacts {
  /** Undefined when there is no such stack. */
  found: StackDescription | undefined;
  /** What it was last deployed from; read where the stack is at rest and can be updated. */
  templateBody?: string;
  /** Where the state table is; read of the stack that makes it. */
  table?: TablePresence;
}

interface StackPartOptions {
  cluster: Cluster;
  assets: BuiltAssets;
  wishes?: StackWishes;
}

/** The cluster's stacks as parts; each comes after those whose outputs are its parameters. */
export function stackParts(options: StackPartOptions): Part<StackFacts>[] {
  return stackGraph(options.cluster).map((stack) => stackPart(options, stack));
}

function stackPart(options: StackPartOptions, stack: GraphStack): Part<StackFacts> {
  const { id, stackName, region, needs } = stack;
  const define = (facts: StackFacts, given: Given) => defineStack(options, stack, facts, given);
  return {
    id,
    title: `Stack ${stackName}`,
    region,
    stackName,
    after: needs.length > 0 ? needs : [ASSETS],

    async look(view) {
      const found = await readStack(view, stack);
      const next = transitionFor(found?.status);
      const looksForTable = stack.makesStateTable && (MAKES_ANEW.has(next) || next === 'update');
      const [templateBody, table] = await Promise.all([
        found && next === 'update' ? readStackTemplate(view, region, found.stackId) : undefined,
        looksForTable ? readTablePresence(view) : undefined,
      ]);
      return { found, templateBody, table };
    },

    want(facts, given) {
      return wantStack(define(facts, given), facts);
    },

    async preview(facts, given, context) {
      const wanted = define(facts, given);
      const want = wantStack(wanted, facts);
      return previewed(want, wanted, facts, stackContext(context, stack));
    },

    async bring(facts, given, context) {
      const { definition, unknown, released } = define(facts, given);
      if (unknown.length > 0) throw new Error(`${stackName} lacks ${unknown.join(', ')}.`);
      const { CopilotLambdaArn: functionArn, CopilotLambdaVersion: version } = definition.parameters;
      // Its distribution takes the version.
      if (functionArn && version) await awaitActive(context, toVersionArn(functionArn, version));
      if (released) {
        const release = await deployStack({ ...context, stack: released, found: facts.found });
        if (release.status === 'under-way') return { status: 'under-way' };
      }
      const found = released ? undefined : facts.found;
      const { outputs, status } = await deployStack({ ...context, stack: definition, found });
      if (status === 'under-way') return { status };
      if (status === 'unchanged') return { status, outputs };
      return { status: 'succeeded', detail: status, stack: status, outputs };
    },
  };
}

/** Where the way on makes a stack, and not an update of what it was made with. */
const MAKES_ANEW: ReadonlySet<Transition> = new Set(['create', 'delete-failed-stack']);

/** A stack as it should be, as far as that is known before the stacks are deployed whose outputs it takes. */
interface Wanted {
  /** Unknown parameters have the values that the stack has now, or none. */
  definition: StackDefinition;
  /** Parameters that take an output which the deployment has yet to make. */
  unknown: readonly string[];
  /**
   * The same without the state table, for a table that was deleted outside cvs: CloudFormation makes a resource again only
   * after the template was without it.
   */
  released?: StackDefinition;
}

function defineStack(options: StackPartOptions, stack: GraphStack, facts: StackFacts, given: Given): Wanted {
  const { found, table } = facts;
  const isGone = table !== undefined && isNowhere(table);
  // The table outlives its stack, and one that an earlier deployment left cannot be made a second time. A stack that
  // stands keeps to what it was made with, as long as there is a table.
  const anew = MAKES_ANEW.has(transitionFor(found?.status));
  const made = anew ? undefined : found?.parameters.CreateStateTable;
  const createStateTable = made === undefined ? !table?.there.length : made === 'yes' || isGone;
  const wanted = Object.entries(
    stack.parameters({ given, createStateTable, deployed: anew ? undefined : found?.parameters }),
  );
  const unknown = wanted.flatMap(([name, value]) => (value === undefined ? [name] : []));
  const parameters = Object.fromEntries(wanted.map(([name, value]) => [name, value ?? found?.parameters[name] ?? '']));
  const definition = stackDefinition(options, stack, parameters);
  if (!isGone || made !== 'yes') return { definition, unknown };
  return { definition, unknown, released: { ...definition, parameters: { ...parameters, CreateStateTable: 'no' } } };
}

function wantStack(wanted: Wanted, facts: StackFacts): Want {
  const { found, table } = facts;
  const error = table && replicaMissing(wanted.definition.parameters.ClusteredVideoStreamName ?? '', table);
  if (error) return { action: 'blocked', why: error.message, error };
  const want = WANTS[transitionFor(found?.status)](wanted, facts);
  if (!wanted.released || want.action === 'blocked') return want;
  return { ...want, action: 'update', why: TABLE_AGAIN, changes: [STATE_TABLE_AGAIN], outputs: found?.outputs };
}

const TABLE_AGAIN =
  'the state table was deleted outside cvs: it is made again, empty, so that every distribution counts as open';

const STATE_TABLE_AGAIN: ResourceChange = {
  logicalId: 'StateTable',
  type: 'AWS::DynamoDB::GlobalTable',
  action: 'add',
  replacement: 'never',
  properties: [],
};

/** What there is to do with a stack, by the way on from where it is. */
const WANTS: Readonly<Record<Transition, (wanted: Wanted, facts: StackFacts) => Want>> = {
  create: ({ definition }) => ({ action: 'create', changes: templateResources(definition.templateBody) }),
  update: ({ definition, unknown }, { found, templateBody }) => {
    if (unknown.length > 0) return { action: 'update', why: `new ${unknown.join(', ')}`, changes: [] };
    return found && isAsDefined(definition, found, templateBody)
      ? { action: 'unchanged', changes: [], outputs: found.outputs }
      : { action: 'update', changes: [] };
  },
  wait: (_wanted, { found }) => ({
    action: 'wait',
    why: `${found?.status}: an operation is under way; a deployment waits for its end, then continues`,
    changes: [],
    outputs: found?.outputs,
  }),
  'delete-failed-stack': ({ definition }, { found }) => ({
    action: 'recreate',
    why: `${found?.status}: it is deleted first, because CloudFormation accepts nothing else`,
    changes: templateResources(definition.templateBody),
  }),
  'continue-update-rollback': (_wanted, { found }) => ({
    action: 'update',
    why: `${found?.status}: its rollback is finished first; --skip-resource skips what it is stuck on`,
    changes: [],
    outputs: found?.outputs,
  }),
  blocked: ({ definition }, { found }) => {
    const error = stackBlocked(definition, found);
    return { action: 'blocked', why: error.message, error };
  },
};

/** Asks CloudFormation what becomes of the resources, and concludes which outputs stay. */
async function previewed(want: Want, wanted: Wanted, facts: StackFacts, context: StackContext): Promise<Want> {
  try {
    return await asked(want, wanted, facts, context);
  } catch (error) {
    if (!isOvertaken(error)) throw error;
    const why = 'somebody else is deploying it; a deployment waits for the end, then does what is left';
    return { action: 'wait', why, changes: [], outputs: facts.found?.outputs };
  }
}

async function asked(want: Want, wanted: Wanted, facts: StackFacts, context: StackContext): Promise<Want> {
  const { definition, unknown } = wanted;
  const { found, templateBody } = facts;
  const next = transitionFor(found?.status);
  if (next === 'create') {
    // A change set of somebody else waits on a stack that is in review: it stays theirs.
    if (found || unknown.length > 0) return want;
    const changes = await previewStack(context, definition, 'CREATE');
    return { action: 'create', changes: changes ?? [] };
  }
  if (want.action !== 'update' || next !== 'update' || !found || wanted.released) return want;
  const changes = await previewStack(context, definition, 'UPDATE');
  if (!changes && !needsProtection(definition, found) && unknown.length === 0) {
    return { action: 'unchanged', changes: [], outputs: found.outputs };
  }
  const why = want.why ?? (changes?.length ? undefined : reasonWithoutChanges(changes !== undefined));
  const outputs = stableOutputs(found.outputs, templateBody, definition.templateBody, changes ?? []);
  return { action: 'update', why, changes: changes ?? [], outputs };
}

function reasonWithoutChanges(hasChangeSet: boolean): string {
  return hasChangeSet ? 'only tags, parameters or outputs change' : 'termination protection is switched on';
}

function stackContext(context: PartContext, { region, stackName }: GraphStack): StackContext {
  return { ...context, region, stackName };
}
