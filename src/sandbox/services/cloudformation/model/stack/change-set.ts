import type { ResourceChange } from './plan-changes.js';
import type { StackInput } from './stack.js';

export type OnStackFailure = 'ROLLBACK' | 'DELETE' | 'DO_NOTHING';

export interface ChangeSet {
  readonly id: string;
  readonly name: string;
  readonly type: 'CREATE' | 'UPDATE';
  readonly input: StackInput;
  /** ms since the epoch. */
  readonly createdAt: number;
  readonly description?: string;
  readonly onStackFailure?: OnStackFailure;
  readonly token?: string;
  status: 'CREATE_PENDING' | 'CREATE_IN_PROGRESS' | 'CREATE_COMPLETE' | 'FAILED';
  statusReason?: string;
  executionStatus: 'UNAVAILABLE' | 'AVAILABLE' | 'EXECUTE_IN_PROGRESS' | 'EXECUTE_COMPLETE' | 'EXECUTE_FAILED';
  changes: readonly ResourceChange[];
}
