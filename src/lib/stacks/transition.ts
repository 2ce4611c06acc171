/** What a deployment does next with a stack, by where the stack is. */
export type Transition =
  | 'create'
  | 'update'
  | 'wait'
  | 'delete-failed-stack'
  | 'continue-update-rollback'
  /** Nothing that a deployment may do by itself. */
  | 'blocked';

/**
 * Every status that CloudFormation knows ("Stack status codes" in its user guide) and the way on from it. Those that
 * end in IN_PROGRESS are not listed: somebody works on the stack, and each leads to one of these.
 */
const TRANSITIONS: Readonly<Record<string, Transition>> = {
  // Made by a change set that nobody has executed; a new change set of type CREATE takes the stack over.
  REVIEW_IN_PROGRESS: 'create',
  DELETE_COMPLETE: 'create',
  CREATE_COMPLETE: 'update',
  UPDATE_COMPLETE: 'update',
  UPDATE_ROLLBACK_COMPLETE: 'update',
  IMPORT_COMPLETE: 'update',
  IMPORT_ROLLBACK_COMPLETE: 'update',
  // Left so by an update with rollback disabled: another update may follow.
  UPDATE_FAILED: 'update',
  // The first creation failed: CloudFormation accepts nothing but a deletion.
  CREATE_FAILED: 'delete-failed-stack',
  ROLLBACK_COMPLETE: 'delete-failed-stack',
  ROLLBACK_FAILED: 'delete-failed-stack',
  DELETE_FAILED: 'delete-failed-stack',
  UPDATE_ROLLBACK_FAILED: 'continue-update-rollback',
  IMPORT_ROLLBACK_FAILED: 'blocked',
};

/** The way on from a status; undefined stands for no stack. */
export function transitionFor(status: string | undefined): Transition {
  if (status === undefined) return 'create';
  const known = TRANSITIONS[status];
  if (known) return known;
  return isInProgress(status) ? 'wait' : 'blocked';
}

/** Whether CloudFormation is at work; REVIEW_IN_PROGRESS is at rest in spite of its name. */
export function isInProgress(status: string): boolean {
  return status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS';
}
