import type { IAMClient } from '@aws-sdk/client-iam';

/** What to ask IAM about. */
export interface SimulatedQuestion {
  /** User or role whose policies decide. */
  principalArn: string;
  /** Such as `sns:Publish`; may be patterns of a policy, of which one action stands for all. */
  actions: readonly string[];
  /** ARNs or `*`; each action is asked for each of them. */
  resources: readonly string[];
  /** Values of condition keys; of a key with several values, a list. */
  context?: Readonly<Record<string, string | readonly string[]>>;
}

/** What the policies say of one action on one resource. */
export interface SimulatedDecision {
  action: string;
  resource: string;
  allowed: boolean;
}

/** How many actions one call simulates: fewer than the API allows, since each is simulated with every resource. */
const ACTIONS_A_CALL = 50;

/** Patterns whose name without the asterisk is not an action. */
const STANDS_FOR: Readonly<Record<string, string>> = {
  'application-autoscaling:Describe*': 'application-autoscaling:DescribeScalableTargets',
};

/**
 * Has IAM evaluate policies, one call at a time.
 *
 * IAM does not take patterns as names of actions ("SimulateCustomPolicy", IAM API Reference). It refuses some actions in one
 * call: "Invalid Input Actions: [a,b] and [c] require different authorization information", and documents no rule for it
 * (aws-samples and others ask for one action at a time). So what it names as groups is asked for again, group by group.
 *
 * @throws the SDK's errors
 */
export async function* simulatePolicies(
  client: IAMClient,
  question: SimulatedQuestion,
  signal?: AbortSignal,
): AsyncGenerator<SimulatedDecision> {
  const actions = [...new Set(question.actions.map(actionOf))];
  for (let from = 0; from < actions.length; from += ACTIONS_A_CALL) {
    yield* ask(client, question, actions.slice(from, from + ACTIONS_A_CALL), signal);
  }
}

/** An action that a pattern of a policy matches: `lambda:EnableReplication` for `lambda:EnableReplication*`. */
export function actionOf(pattern: string): string {
  return STANDS_FOR[pattern] ?? pattern.replace('*', '');
}

async function* ask(
  client: IAMClient,
  question: SimulatedQuestion,
  actions: readonly string[],
  signal: AbortSignal | undefined,
): AsyncGenerator<SimulatedDecision> {
  const sdk = await import('@aws-sdk/client-iam');
  const found: SimulatedDecision[] = [];
  try {
    const pages = sdk.paginateSimulatePrincipalPolicy(
      { client },
      {
        PolicySourceArn: question.principalArn,
        ActionNames: [...actions],
        ResourceArns: [...question.resources],
        ContextEntries: Object.entries(question.context ?? {}).map(([ContextKeyName, value]) => ({
          ContextKeyName,
          ContextKeyType: typeof value === 'string' ? 'string' : 'stringList',
          ContextKeyValues: [value].flat(),
        })),
      },
      { abortSignal: signal },
    );
    for await (const { EvaluationResults = [] } of pages) {
      for (const { EvalActionName: action = '', ResourceSpecificResults = [], ...one } of EvaluationResults) {
        // An action on several resources has one result, with one for each resource within.
        const each = ResourceSpecificResults.map((own) => [own.EvalResourceName, own.EvalResourceDecision] as const);
        const decisions = each.length > 0 ? each : [[one.EvalResourceName, one.EvalDecision] as const];
        for (const [resource = '*', decision] of decisions) {
          found.push({ action, resource, allowed: decision === 'allowed' });
        }
      }
    }
  } catch (error) {
    const groups = groupsOf(error, actions);
    if (!groups) throw error;
    for (const group of groups) yield* ask(client, question, group, signal);
    return;
  }
  yield* found;
}

/** How IAM wants the actions of a call that it refused to be divided; undefined where it was refused for another reason. */
function groupsOf(error: unknown, actions: readonly string[]): readonly (readonly string[])[] | undefined {
  const { message = '' } = error as Error;
  if (actions.length < 2 || !message.includes('require different authorization information')) return undefined;
  const named = [...message.matchAll(/\[([^\]]*)\]/g)].map(([, text = '']) =>
    text.split(',').map((name) => name.trim()),
  );
  const groups = named
    .map((group) => actions.filter((action) => group.includes(action)))
    .filter(({ length }) => length);
  const isDivision = groups.length > 1 && groups.flat().length === actions.length;
  return isDivision ? groups : actions.map((action) => [action]);
}
