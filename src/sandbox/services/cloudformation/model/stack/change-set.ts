import type { StackInput } from './records.js';

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
  readonly roleArn?: string;
  status: 'CREATE_PENDING' | 'CREATE_IN_PROGRESS' | 'CREATE_COMPLETE' | 'FAILED';
  statusReason?: string;
  executionStatus: 'UNAVAILABLE' | 'AVAILABLE' | 'EXECUTE_IN_PROGRESS' | 'EXECUTE_COMPLETE' | 'EXECUTE_FAILED';
  changes: readonly ResourceChange[];
  /** Why it was refused before anything was made; DescribeEvents tells. */
  refusals: readonly Refusal[];
}

/** What a validation or a hook has against a change set ("OperationEvent", CloudFormation API Reference). */
export interface Refusal {
  logicalId: string;
  resourceType: string;
  reason: string;
  by:
    | { validation: 'NAME_CONFLICT_VALIDATION' | 'PROPERTY_VALIDATION'; path: string }
    | {
        /** Type name, such as `Org::Guard::Tags`. */
        hook: string;
      };
}

/** As DescribeChangeSet gives it (CloudFormation API Reference, "ResourceChange"). */
export interface ResourceChange {
  PolicyAction?: 'Delete' | 'Retain' | 'ReplaceAndDelete' | 'ReplaceAndRetain';
  Action: 'Add' | 'Modify' | 'Remove';
  LogicalResourceId: string;
  PhysicalResourceId?: string;
  ResourceType: string;
  Replacement?: 'True' | 'False' | 'Conditional';
  Scope: string[];
  Details: ChangeDetail[];
}

export interface ChangeDetail {
  Target: {
    Attribute: string;
    Name?: string;
    RequiresRecreation: 'Never' | 'Always' | 'Conditionally';
    /** In the answer only with IncludePropertyValues. */
    BeforeValue?: string;
    AfterValue?: string;
  };
  Evaluation: 'Static' | 'Dynamic';
  ChangeSource: 'DirectModification' | 'ParameterReference' | 'ResourceReference' | 'ResourceAttribute';
  CausingEntity?: string;
}
