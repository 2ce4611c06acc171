import type { SandboxEnvironment } from '../../../../environment.js';
import type { StackActor } from '../../../../resources/resource-handler.js';
import type { ChangeSet } from './change-set.js';
import type { ResourceRecord, StackEvent, StackInput, StackOutput } from './records.js';
import type { UpdateJournal } from './update-journal.js';

/** Why a running operation has to stop. */
export type StopReason = 'failure' | 'cancelled' | 'superseded' | 'closing';

export interface StackOperation {
  readonly controller: AbortController;
  /** Resolves when the operation has ended, successfully or not. */
  readonly settled: Promise<void>;
}

export interface Stack {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly createdAt: number;
  updatedAt?: number;
  deletedAt?: number;
  status: string;
  statusReason?: string;
  /** Absent in REVIEW_IN_PROGRESS. */
  input?: StackInput;
  outputs: readonly StackOutput[];
  /** Names of exports that its template imports. */
  imports: ReadonlySet<string>;
  readonly resources: Map<string, ResourceRecord>;
  /** Oldest first. */
  readonly events: StackEvent[];
  readonly changeSets: Map<string, ChangeSet>;
  /** Of the change set that was executed last. */
  changeSetId?: string;
  disableRollback: boolean;
  /** Of the last operation; a role stays until another is given ("CloudFormation service role"). */
  actor?: StackActor;
  terminationProtection: boolean;
  /** Client request tokens seen, and the action each started. */
  readonly tokens: Map<string, string>;
  operation?: StackOperation;
  /** What ContinueUpdateRollback still has to restore. */
  pendingRollback?: UpdateJournal;
}

/** A stack that has no resources yet. */
export function newStack(env: SandboxEnvironment, region: string, name: string): Stack {
  return {
    id: `arn:aws:cloudformation:${region}:${env.accountId}:stack/${name}/${crypto.randomUUID()}`,
    name,
    region,
    createdAt: env.clock.now(),
    status: '',
    outputs: [],
    imports: new Set(),
    resources: new Map(),
    events: [],
    changeSets: new Map(),
    disableRollback: false,
    terminationProtection: false,
    tokens: new Map(),
  };
}

/** Who makes an operation: the caller, in the role of this operation or in the one that the stack has. */
export function actorOf(stack: Stack, accessKeyId: string, roleArn: string | undefined): StackActor {
  return { accessKeyId, roleArn: roleArn ?? stack.actor?.roleArn };
}
