import { validationError } from '../errors.js';
import { newStack, type Stack } from '../stack/stack.js';
import { openJournal } from '../stack/update-journal.js';
import type { Engine } from './engine.js';
import { noteStack } from './run.js';

export interface ForcedStatus {
  region: string;
  stack: string;
  status: string;
  /** How long an IN_PROGRESS status lasts, in the real service's seconds. Default 60. */
  seconds?: number;
}

/** The status after an operation that is under way, when nothing more goes wrong; null: it waits for a call. */
const ENDS: Readonly<Record<string, string | null>> = {
  REVIEW_IN_PROGRESS: null,
  CREATE_IN_PROGRESS: 'CREATE_COMPLETE',
  ROLLBACK_IN_PROGRESS: 'ROLLBACK_COMPLETE',
  DELETE_IN_PROGRESS: 'DELETE_COMPLETE',
  UPDATE_IN_PROGRESS: 'UPDATE_COMPLETE',
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: 'UPDATE_COMPLETE',
  UPDATE_ROLLBACK_IN_PROGRESS: 'UPDATE_ROLLBACK_COMPLETE',
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: 'UPDATE_ROLLBACK_COMPLETE',
  IMPORT_IN_PROGRESS: 'IMPORT_COMPLETE',
  IMPORT_ROLLBACK_IN_PROGRESS: 'IMPORT_ROLLBACK_COMPLETE',
};

const AT_REST = [
  'CREATE_COMPLETE',
  'CREATE_FAILED',
  'ROLLBACK_COMPLETE',
  'ROLLBACK_FAILED',
  'DELETE_FAILED',
  'UPDATE_COMPLETE',
  'UPDATE_FAILED',
  'UPDATE_ROLLBACK_COMPLETE',
  'UPDATE_ROLLBACK_FAILED',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
  'IMPORT_ROLLBACK_FAILED',
];

/** Statuses of a stack that never had resources: it can be put in them although it does not exist. */
const WITHOUT_RESOURCES = [
  'REVIEW_IN_PROGRESS',
  'CREATE_FAILED',
  'ROLLBACK_COMPLETE',
  'ROLLBACK_FAILED',
  'ROLLBACK_IN_PROGRESS',
  'DELETE_FAILED',
  'DELETE_IN_PROGRESS',
];

/**
 * Puts a stack into a status, its resources as they are; when there is no stack of that name, an empty one is made. An
 * operation that is under way is stopped where it stands.
 *
 * @throws ServiceError `ValidationError` for an unknown status, or for one that needs a stack that does not exist
 */
export function forceStatus(engine: Engine, forced: ForcedStatus): void {
  const { status } = forced;
  if (!AT_REST.includes(status) && !Object.hasOwn(ENDS, status)) {
    const known = [...AT_REST, ...Object.keys(ENDS)].sort().join(', ');
    throw validationError(`A stack cannot be put in the status ${status}, only in: ${known}`);
  }
  const stack = engine.region(forced.region).find(forced.stack) ?? emptyStack(engine, forced);
  engine.begin(stack, { tags: {} }, async ({ signal }) => {
    // For ContinueUpdateRollback: there is nothing left to restore.
    if (status === 'UPDATE_ROLLBACK_FAILED' && stack.input) {
      stack.pendingRollback = openJournal({ ...stack, input: stack.input });
    }
    noteStack({ env: engine.env, stack }, status, 'User Initiated');
    const end = ENDS[status];
    if (!end) return;
    const waited = await engine.env.latency((forced.seconds ?? 60) * 1000, signal).then(
      () => true,
      () => false,
    );
    if (!waited) return;
    if (end === 'DELETE_COMPLETE') stack.deletedAt = engine.env.clock.now();
    noteStack({ env: engine.env, stack }, end);
  });
}

function emptyStack(engine: Engine, { region, stack: name, status }: ForcedStatus): Stack {
  if (!WITHOUT_RESOURCES.includes(status)) {
    throw validationError(
      `Stack with id ${name} does not exist in ${region}; without one the status can be: ${WITHOUT_RESOURCES.join(', ')}`,
    );
  }
  const stack = newStack(engine.env, region, name);
  engine.region(region).add(stack);
  return stack;
}
