import type { AwsClients } from '../aws/aws-clients.js';
import type { Clock } from '../clock.js';
import type { StreamRegion } from '../cluster/cluster.js';
import { CvsError } from '../errors.js';
import { type ClusterState, type Intent, isWanted } from '../serving/what-to-serve.js';
import { sameIntent } from './intent.js';
import { type Answer, type ReplicaCall, Replicas, type Unanswered } from './replicas.js';
import { type DynamoJson, intentOf, readDistributions, readState, stateKeys } from './state-items.js';
import type { StateReading } from './state-reading.js';
import { type ChangeNote, type IntentWrite, type WriteOutcome, writeIntent } from './write-intent.js';

export interface ChangeRequest extends ChangeNote {
  domain: string;
  /** Makes what is wanted now from what was wanted before. */
  change: (before: Intent) => Intent;
  /** Refuse the change unless some other distribution is open. */
  keepAnotherOpen?: boolean;
  signal?: AbortSignal;
}

export interface ChangeResult {
  /** False when the table already said so; nothing was written. */
  changed: boolean;
  /** Region of the replica that took the write. */
  replica: string;
  before: Intent;
  after: Intent;
}

/** A change that one replica has taken, for the others to take as well. */
export type MirrorRequest = Pick<ChangeRequest, 'domain' | 'reason' | 'keepAnotherOpen' | 'signal'> &
  Pick<ChangeResult, 'replica' | 'before' | 'after'>;

/** How often a change is tried while others keep changing the same distribution. */
const CHANGE_ATTEMPTS = 5;
/** Pause after a transaction ran into another one, in ms. */
const CONFLICT_PAUSE_MS = 50;

/** What a state table has to know of its cluster. */
export interface TableCluster {
  name: string;
  regions: readonly Pick<StreamRegion, 'region' | 'distributionDomain'>[];
}

/** The state table of a cluster: a DynamoDB global table with a replica in every stream region. */
export class StateTable {
  readonly name: string;
  /** Regions of the replicas, in the order in which they are asked: the cluster file's. */
  readonly regions: readonly string[];
  /** Region and domain of each distribution, in the cluster file's order. */
  readonly members: readonly { region: string; domain: string }[];
  readonly identity: string;
  readonly clock: Clock;
  readonly #replicas: Replicas;

  /** @param context.identity who makes the changes, such as `ann@laptop` */
  constructor(
    { name, regions }: TableCluster,
    { clients, clock, identity }: { clients: AwsClients; clock: Clock; identity: string },
  ) {
    this.name = name;
    this.regions = regions.map(({ region }) => region);
    this.members = regions.map(({ region, distributionDomain }) => ({ region, domain: distributionDomain }));
    this.identity = identity;
    this.clock = clock;
    this.#replicas = new Replicas({ name, regions: this.regions, clients, clock });
  }

  /** Reads every item of the cluster from the first replica that answers. Throws as {@link Replicas.first}. */
  async read(signal?: AbortSignal): Promise<StateReading> {
    const { region, value, unanswered } = await this.first('dynamodb:BatchGetItem', this.#readItems(), signal);
    return this.#reading(value, region, unanswered);
  }

  /** Reads from one replica; says why when it does not answer. */
  async readFrom(region: string, signal?: AbortSignal): Promise<StateReading | { why: string }> {
    const outcome = await this.#replicas.only(region, 'dynamodb:BatchGetItem', this.#readItems(), signal);
    return 'value' in outcome ? this.#reading(outcome.value, region, []) : outcome;
  }

  /** Runs a call against the first replica that answers. */
  first<T>(action: string, call: ReplicaCall<T>, signal?: AbortSignal): Promise<Answer<T>> {
    return this.#replicas.first(action, call, signal);
  }

  /**
   * Changes what operators want of a distribution, together with its history item, and only if nobody else changed it
   * meanwhile; if somebody did, the table is read and the change is tried again.
   *
   * @throws CvsError LAST_OPEN_DISTRIBUTION, STATE_CHANGED_MEANWHILE, and as {@link Replicas.first}
   */
  async change(request: ChangeRequest): Promise<ChangeResult> {
    const { domain, signal } = request;
    for (let attempt = 0; attempt < CHANGE_ATTEMPTS; attempt += 1) {
      const reading = await this.read(signal);
      const nowMs = this.clock.now();
      const before = intentOf(reading.items.get(domain));
      const after = request.change(before);
      const result = { replica: reading.replica, before, after };
      if (sameIntent(before, after)) return { ...result, changed: false };
      const other = openBesides(reading.state, domain, nowMs);
      if (request.keepAnotherOpen && other === undefined) throw lastOpen(reading.state, domain);
      const mustBeOpen = request.keepAnotherOpen ? other : undefined;
      const outcome = await this.#write(reading, { ...request, before, after, nowMs, mustBeOpen });
      if (outcome === 'written') return { ...result, changed: true };
      if (outcome === 'conflict') await this.clock.sleep(CONFLICT_PAUSE_MS * (attempt + 1), signal);
    }
    throw new CvsError({
      code: 'STATE_CHANGED_MEANWHILE',
      message: `The state of ${domain} was not changed: in each of ${CHANGE_ATTEMPTS} attempts somebody else changed it first, or the replica did not answer.`,
      suggestions: ['Look at it with `cvs status`, agree with the other person who is changing it, and try again.'],
    });
  }

  /**
   * Writes a change that one replica has taken into the others as well, instead of waiting for the replication: each on
   * the condition that nobody changed the distribution there and, with `keepAnotherOpen`, that another one is open there.
   * The history has the change from the first replica.
   *
   * A replica that has taken a close accepts no close of another distribution any more. When all replicas have taken it,
   * none accepted another close, and none will.
   *
   * @returns regions of the other replicas that have the change now
   * @throws what a replica refuses (credentials, permissions); the signal's reason when it aborts
   */
  async mirror(request: MirrorRequest): Promise<ReadonlySet<string>> {
    const others = this.regions.filter((region) => region !== request.replica);
    const taken = await Promise.all(others.map((region) => this.#mirrorTo(region, request)));
    return new Set(others.filter((_, index) => taken[index]));
  }

  async #mirrorTo(region: string, { domain, before, after, ...request }: MirrorRequest): Promise<boolean> {
    const reading = await this.readFrom(region, request.signal);
    if ('why' in reading) return false;
    const there = intentOf(reading.items.get(domain));
    const nowMs = this.clock.now();
    const other = openBesides(reading.state, domain, nowMs);
    if (request.keepAnotherOpen && other === undefined) return false;
    if (sameIntent(there, after)) return true;
    if (!sameIntent(there, before)) return false;
    const mustBeOpen = request.keepAnotherOpen ? other : undefined;
    const write = { ...request, domain, before, after, action: 'mirror', recorded: false, nowMs, mustBeOpen };
    return (await this.#write(reading, write)) === 'written';
  }

  /** Undefined when the replica that was read does not answer. */
  async #write(
    { replica, items }: StateReading,
    {
      domain,
      signal,
      ...change
    }: Omit<IntentWrite, 'table' | 'member' | 'item' | 'who'> & Pick<ChangeRequest, 'domain' | 'signal'>,
  ): Promise<WriteOutcome | undefined> {
    const member = this.members.find((one) => one.domain === domain);
    if (!member) throw new Error(`${domain} is not a distribution of the state table ${this.name}`);
    const write = { ...change, table: this.name, member, item: items.get(domain), who: this.identity };
    const outcome = await this.#replicas.only(
      replica,
      'dynamodb:TransactWriteItems',
      (client, abortSignal) => writeIntent(client, write, abortSignal),
      signal,
    );
    return 'value' in outcome ? outcome.value : undefined;
  }

  #readItems(): ReplicaCall<DynamoJson[]> {
    return async (client, abortSignal) => {
      const { BatchGetItemCommand } = await import('@aws-sdk/client-dynamodb');
      const keys = stateKeys(this.members.map(({ domain }) => domain));
      const output = await client.send(
        new BatchGetItemCommand({ RequestItems: { [this.name]: { Keys: keys, ConsistentRead: true } } }),
        { abortSignal },
      );
      // Two small items a region never reach the limits of one call: keys left over mean that the replica throttles.
      if (Object.keys(output.UnprocessedKeys ?? {}).length > 0) {
        throw Object.assign(new Error('the replica throttles reads'), { name: 'ThrottlingException' });
      }
      return output.Responses?.[this.name] ?? [];
    };
  }

  #reading(items: readonly DynamoJson[], replica: string, unanswered: readonly Unanswered[]): StateReading {
    return { state: readState(this.members, items), items: readDistributions(items), replica, unanswered };
  }
}

/** The state table as far as failing over needs it. */
export type StateAccess = Pick<StateTable, 'read' | 'readFrom' | 'change' | 'mirror' | 'regions'>;

/** A distribution that is open besides `domain`, where there is one. */
function openBesides(state: ClusterState, domain: string, nowMs: number): string | undefined {
  return state.distributions.find((one) => one.domain !== domain && isWanted(one, nowMs))?.domain;
}

function lastOpen(state: ClusterState, domain: string): CvsError {
  const others = state.distributions.filter((one) => one.domain !== domain);
  return new CvsError({
    code: 'LAST_OPEN_DISTRIBUTION',
    message: `${domain} is the last open distribution of the cluster: its viewers would have nowhere to go.`,
    suggestions: others.map((one) => `Open another one first: \`cvs failover open ${one.domain}\` (${one.region}).`),
  });
}
