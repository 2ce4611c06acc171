import type { AwsClients } from '../aws/aws-clients.js';
import type { Clock } from '../clock.js';
import type { StreamRegion } from '../cluster/cluster.js';
import { CvsError } from '../errors.js';
import { type ClusterState, type Intent, isWanted } from '../serving/what-to-serve.js';
import { readState, readWords, standingIntent } from './cluster-state.js';
import { sameIntent } from './intent.js';
import type { Moment } from './replica-clock.js';
import { type Answer, type ReplicaCall, Replicas, type Unanswered } from './replicas.js';
import { type DynamoJson, intentOf, readDistributions, stateKeys } from './state-items.js';
import type { StateReading } from './state-reading.js';
import { isOwnWrite, takeBackUnanswered, type UnansweredWrite } from './unanswered-write.js';
import { type ChangeNote, type IntentWrite, type WriteOutcome, writeIntent } from './write-intent.js';

export interface ChangeRequest extends ChangeNote {
  domain: string;
  /** Makes what is wanted now from what was wanted before. */
  change: (before: Intent, now: Moment, reading: StateReading) => Intent;
  /** Refuse the change unless some other distribution is open. */
  keepAnotherOpen?: boolean;
  signal?: AbortSignal;
}

export interface ChangeResult {
  domain: string;
  /** False when the table already said so; nothing was written. */
  changed: boolean;
  /** Region of the replica that took the write. */
  replica: string;
  before: Intent;
  after: Intent;
  /** When the change was decided, in ms since the epoch. */
  atMs: number;
  /** When it was surely in that replica, by the monotonic clock. */
  landedMs: number;
}

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

  /** Reads from one replica; says why when it does not answer, whatever it fails with. */
  async readFrom(region: string, signal?: AbortSignal): Promise<StateReading | { why: string }> {
    const outcome = await this.#replicas.only(region, 'dynamodb:BatchGetItem', this.#readItems(), signal);
    return 'value' in outcome ? this.#reading(outcome.value, region, []) : { why: outcome.why };
  }

  /** Runs a call against the first replica that answers. */
  first<T>(action: string, call: ReplicaCall<T>, signal?: AbortSignal): Promise<Answer<T>> {
    return this.#replicas.first(action, call, signal);
  }

  /** What time it is by the replicas' clock; before the first answer, by this machine's. */
  now(): Moment {
    return this.#replicas.clock.now();
  }

  /** How far this machine's clock is surely ahead of the replicas', in ms; negative where it is behind. */
  get clockAheadMs(): number {
    return this.#replicas.clock.aheadMs;
  }

  /**
   * Changes what operators want of a distribution, together with its history item, and only if nobody else changed it
   * meanwhile; if somebody did, the table is read and the change is tried again. One replica takes the change:
   * `spreadChange` brings it into the others.
   *
   * @throws CvsError LAST_OPEN_DISTRIBUTION, STATE_CHANGED_MEANWHILE, and as {@link Replicas.first}
   */
  async change(request: ChangeRequest): Promise<ChangeResult> {
    const unanswered: UnansweredWrite[] = [];
    try {
      return await this.#tryChange(request, unanswered);
    } catch (error) {
      // What is refused must not stand.
      for (const write of unanswered) await takeBackUnanswered(this, write).catch(() => {});
      throw error;
    }
  }

  async #tryChange(request: ChangeRequest, unanswered: UnansweredWrite[]): Promise<ChangeResult> {
    const { domain, signal } = request;
    const refusals = new Map<string, CvsError>();
    for (let attempt = 0; attempt < CHANGE_ATTEMPTS; attempt += 1) {
      const reading = await this.read(signal);
      const now = this.now();
      const landed = unanswered.find((one) => isOwnWrite(reading, one, this.identity));
      if (landed) {
        const { before, after, atMs } = landed;
        const landedMs = this.clock.monotonic();
        return { domain, replica: reading.replica, before, after, atMs, changed: true, landedMs };
      }
      const item = reading.items.get(domain);
      const before = standingIntent(item);
      const after = request.change(before, now, reading);
      const common = { domain, replica: reading.replica, before, after, atMs: now.nowMs };
      if (sameIntent(intentOf(item), after)) return { ...common, changed: false, landedMs: this.clock.monotonic() };
      const sentMs = this.clock.monotonic();
      // Without the signal: what came of a write that is under way is waited for, so that an interrupt knows what stands.
      const write = { ...request, ...common, earliestMs: now.earliestMs, signal: undefined };
      const outcome = await this.write(reading, write);
      if (outcome === 'written') return { ...common, changed: true, landedMs: this.clock.monotonic() };
      if (outcome === 'unanswered') unanswered.push({ ...common, sentMs });
      if (typeof outcome === 'object') refusals.set(reading.replica, outcome.refused);
      if (typeof outcome === 'object' && refusals.size === this.regions.length) throw outcome.refused;
      if (outcome === 'conflict') await this.clock.sleep(CONFLICT_PAUSE_MS * (attempt + 1), signal);
    }
    throw new CvsError({
      code: 'STATE_CHANGED_MEANWHILE',
      message: `The state of ${domain} was not changed: in each of ${CHANGE_ATTEMPTS} attempts somebody else changed it first, or the replica did not answer.`,
      suggestions: ['Look at it with `cvs status`, agree with the other person who is changing it, and try again.'],
    });
  }

  /**
   * Writes one change to the replica that was read, if nobody changed the distribution there meanwhile and, with
   * `keepAnotherOpen`, another one that was read as open is as it was.
   *
   * @returns what came of it; a write that is `unanswered` may have landed
   * @throws CvsError LAST_OPEN_DISTRIBUTION; the signal's reason when it aborts
   */
  async write(
    { replica, items, state }: StateReading,
    {
      domain,
      signal,
      keepAnotherOpen,
      earliestMs,
      ...change
    }: Omit<IntentWrite, 'table' | 'member' | 'item' | 'who' | 'mustStay'> &
      Pick<ChangeRequest, 'domain' | 'keepAnotherOpen' | 'signal'> & { earliestMs: number },
  ): Promise<WriteOutcome | 'unanswered' | { refused: CvsError }> {
    const member = this.members.find((one) => one.domain === domain);
    if (!member) throw new Error(`${domain} is not a distribution of the state table ${this.name}`);
    const other = keepAnotherOpen ? openBesides(state, domain, earliestMs) : undefined;
    if (keepAnotherOpen && other === undefined) throw lastOpen(state, domain);
    const mustStay = other === undefined ? undefined : { domain: other, item: items.get(other) };
    const write = { ...change, table: this.name, member, item: items.get(domain), who: this.identity, mustStay };
    const outcome = await this.#replicas.only(
      replica,
      'dynamodb:TransactWriteItems',
      (client, abortSignal) => writeIntent(client, write, abortSignal),
      signal,
    );
    if ('value' in outcome) return outcome.value;
    if (!outcome.refused) return 'unanswered';
    this.#replicas.askLast(replica);
    return { refused: outcome.refused };
  }

  #readItems(): ReplicaCall<DynamoJson[]> {
    return async (client, abortSignal) => {
      const { BatchGetItemCommand } = await import('@aws-sdk/client-dynamodb');
      const output = await client.send(
        new BatchGetItemCommand({
          RequestItems: { [this.name]: { Keys: stateKeys(this.members), ConsistentRead: true } },
        }),
        { abortSignal },
      );
      // A few small items a region never reach the limits of one call: keys left over mean that the replica throttles.
      if (Object.keys(output.UnprocessedKeys ?? {}).length > 0) {
        throw Object.assign(new Error('the replica throttles reads'), { name: 'ThrottlingException' });
      }
      return output.Responses?.[this.name] ?? [];
    };
  }

  #reading(items: readonly DynamoJson[], replica: string, unanswered: readonly Unanswered[]): StateReading {
    const { nowMs } = this.now();
    return {
      state: readState(this.members, items, nowMs),
      words: readWords(this.members, items),
      items: readDistributions(items),
      replica,
      nowMs,
      unanswered,
    };
  }
}

/** A distribution that is open besides `domain`, where there is one. */
export function openBesides(state: ClusterState, domain: string, nowMs: number): string | undefined {
  return state.distributions.find((one) => one.domain !== domain && isWanted(one, nowMs))?.domain;
}

/** The refusal to close the last open distribution. */
export function lastOpen(state: ClusterState, domain: string): CvsError {
  const others = state.distributions.filter((one) => one.domain !== domain);
  return new CvsError({
    code: 'LAST_OPEN_DISTRIBUTION',
    message: `${domain} is the last open distribution of the cluster: its viewers would have nowhere to go.`,
    suggestions: others.map((one) => `Open another one first: \`cvs failover open ${one.domain}\` (${one.region}).`),
  });
}
