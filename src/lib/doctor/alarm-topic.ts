import { CvsError } from '../errors.js';

/** Whether alarms reach the subscribers of a topic; `why` completes "the topic …". */
export type TopicReach =
  | { kind: 'reached'; subscribers: number }
  /** CloudWatch may not publish to it. */
  | { kind: 'refused'; why: string; remedy: string }
  /** CloudWatch may publish, and nobody gets it. */
  | { kind: 'unheard'; why: string }
  | { kind: 'unsure'; why: string; remedy: string };

/** Whether something holds of a request; undefined where it is not known. */
type Holds = boolean | undefined;

type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

interface Statement {
  Effect?: string;
  Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  NotPrincipal?: unknown;
  Action?: string | readonly string[];
  NotAction?: unknown;
  Condition?: Condition;
}

const SERVICE = 'cloudwatch.amazonaws.com';
const GRANT = `Let its access policy allow sns:Publish to the service ${SERVICE}.`;

/**
 * What a topic's attributes say of the alarms that notify it (AWS re:Post, "Why don't I receive SNS notifications for my
 * CloudWatch alarm", and "How do I configure an alarm for an encrypted topic": the key `alias/aws/sns` cannot be used, as its
 * policy does not let CloudWatch in, and a customer's key has to).
 *
 * @param attributes those of GetTopicAttributes
 * @param alarmArns the alarms
 */
export function reachOfTopic(attributes: Readonly<Record<string, string>>, alarmArns: readonly string[]): TopicReach {
  const {
    Policy = '',
    KmsMasterKeyId: key = '',
    SubscriptionsConfirmed = '0',
    SubscriptionsPending = '0',
  } = attributes;
  const allowed = alarmArns.map((arn) => allows(Policy, arn));
  if (allowed.includes(false))
    return { kind: 'refused', why: 'has a policy that does not let alarms publish', remedy: GRANT };
  if (/(^|\/)aws\/sns$/.test(key)) {
    const why = `is encrypted with ${key}, which CloudWatch may not use`;
    return {
      kind: 'refused',
      why,
      remedy: `Encrypt it with a key of your own whose policy lets ${SERVICE} use it, or not at all.`,
    };
  }
  if (allowed.includes(undefined)) {
    return { kind: 'unsure', why: 'has a policy with conditions that cvs does not know', remedy: GRANT };
  }
  const subscribers = Number(SubscriptionsConfirmed);
  if (subscribers === 0) {
    const pending = Number(SubscriptionsPending);
    return { kind: 'unheard', why: `has no confirmed subscription${pending > 0 ? ` (${pending} pending)` : ''}` };
  }
  if (key !== '') {
    const remedy = `See that its policy lets ${SERVICE} call kms:Decrypt and kms:GenerateDataKey*.`;
    return { kind: 'unsure', why: `is encrypted with the key ${key}, whose policy is not known`, remedy };
  }
  return { kind: 'reached', subscribers };
}

/** Whether the policy lets an alarm publish. */
function allows(policyText: string, alarmArn: string): Holds {
  const said = statementsOf(policyText).map((statement) => ({
    denies: statement.Effect === 'Deny',
    holds: concerns(statement, alarmArn),
  }));
  const denied = anyOf(said.filter(({ denies }) => denies).map(({ holds }) => holds));
  const allowed = anyOf(said.filter(({ denies }) => !denies).map(({ holds }) => holds));
  if (denied === true || allowed === false) return false;
  return denied === false ? allowed : undefined;
}

function statementsOf(policyText: string): readonly Statement[] {
  try {
    const { Statement = [] } = JSON.parse(policyText === '' ? '{}' : policyText) as {
      Statement?: Statement | Statement[];
    };
    return [Statement].flat();
  } catch (cause) {
    throw new CvsError({ code: 'TOPIC_POLICY', message: 'The access policy of the topic is not JSON.', cause });
  }
}

/** Whether a statement is about an alarm that publishes. */
function concerns({ Principal, NotPrincipal, Action, NotAction, Condition = {} }: Statement, alarmArn: string): Holds {
  if (NotPrincipal !== undefined || NotAction !== undefined) return undefined;
  const principals = typeof Principal === 'string' ? [Principal] : Object.entries(Principal ?? {}).flatMap(named);
  if (!principals.includes('*') && !principals.includes(SERVICE)) return false;
  if (!many(Action).some((pattern) => globs(pattern.toLowerCase(), 'sns:publish'))) return false;
  return allOf(
    Object.entries(Condition).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([name, values]) => holds(operator, name.toLowerCase(), many(values), alarmArn)),
    ),
  );
}

/** The principals of a kind that may be CloudWatch. */
function named([kind, values]: [string, string | readonly string[]]): readonly string[] {
  return many(values).filter((value) => kind === 'Service' || (kind === 'AWS' && value === '*'));
}

/** The keys that CloudWatch sends ("Example cases for Amazon SNS access control", SNS Developer Guide). */
function holds(operator: string, key: string, values: readonly string[], alarmArn: string): Holds {
  if (key === 'aws:securetransport') return operator === 'Bool' ? values.includes('true') : undefined;
  const account = alarmArn.split(':')[4] ?? '';
  const sent = { 'aws:sourceaccount': account, 'aws:sourceowner': account, 'aws:sourcearn': alarmArn }[key];
  const [, not, like] = /^(?:String|Arn)(Not)?(Equals|Like)(?:IgnoreCase)?(?:IfExists)?$/.exec(operator) ?? [];
  if (sent === undefined || like === undefined) return undefined;
  const isPattern = like === 'Like' || operator.startsWith('Arn');
  const matches = values.some((value) => (isPattern ? globs(value, sent) : value === sent));
  return not ? !matches : matches;
}

function globs(pattern: string, value: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(value);
}

function many(values: string | readonly string[] | undefined): readonly string[] {
  return values === undefined ? [] : [values].flat();
}

function anyOf(all: readonly Holds[]): Holds {
  return all.includes(true) || (all.includes(undefined) ? undefined : false);
}

function allOf(all: readonly Holds[]): Holds {
  return all.includes(false) ? false : all.includes(undefined) ? undefined : true;
}
