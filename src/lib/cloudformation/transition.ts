/** What a deployment does next with a stack, by the stack's status. */
export type Transition =
  | 'create'
  | 'update'
  | 'wait'
  | 'delete-failed-stack'
  | 'continue-update-rollback'
  /** A deployment cannot continue by itself. */
  | 'blocked';

/**
 * Every status that CloudFormation knows ("Stack status codes" in its user guide) and its transition. Those that end in
 * IN_PROGRESS are not listed: an operation is under way, and it ends in one of these.
 */
const TRANSITIONS: Readonly<Record<string, Transition>> = {
  // Made by a change set that was not executed; a new change set of type CREATE takes the stack over.
  REVIEW_IN_PROGRESS: 'create',
  DELETE_COMPLETE: 'create',
  CREATE_COMPLETE: 'update',
  UPDATE_COMPLETE: 'update',
  UPDATE_ROLLBACK_COMPLETE: 'update',
  IMPORT_COMPLETE: 'update',
  IMPORT_ROLLBACK_COMPLETE: 'update',
  // An update with rollback disabled ended so: another update may follow.
  UPDATE_FAILED: 'update',
  // The first creation failed: CloudFormation accepts nothing but a deletion.
  CREATE_FAILED: 'delete-failed-stack',
  ROLLBACK_COMPLETE: 'delete-failed-stack',
  ROLLBACK_FAILED: 'delete-failed-stack',
  DELETE_FAILED: 'delete-failed-stack',
  UPDATE_ROLLBACK_FAILED: 'continue-update-rollback',
  IMPORT_ROLLBACK_FAILED: 'blocked',
};

/** The next transition from a status; undefined stands for no stack. */
export function transitionFor(status: string | undefined): Transition {
  if (status === undefined) return 'create';
  const known = TRANSITIONS[status];
  if (known) return known;
  return isInProgress(status) ? 'wait' : 'blocked';
}

/** Whether an operation is under way; REVIEW_IN_PROGRESS is at rest in spite of its name. */
export function isInProgress(status: string): boolean {
  return status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS';
}
