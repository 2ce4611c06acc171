import type { RetainedResource } from '../cloudformation/delete-stack.js';
import type { ResourceChange } from '../cloudformation/describe-changes.js';
import type { StackContext } from '../cloudformation/stack.js';
import type { SettingChange } from '../edge-settings/tune.js';
import type { CvsError } from '../errors.js';
import type { View } from './view.js';

/** Outputs by name, as far as they are known. */
export type Outputs = Readonly<Record<string, string | undefined>>;

/** What the parts before one hand to it. */
export interface Given {
  /** Outputs of the stack with this part id. An output that the deployment has yet to make is absent. */
  outputsOf(partId: string): Outputs;
}

/** What a deployment has to do with a part, and why. */
export type Want =
  | {
      /** `wait`: somebody else is changing it; a deployment waits until they are done, and goes on from there. */
      action: 'unchanged' | 'create' | 'recreate' | 'update' | 'wait';
      /** One line, where the action does not explain itself. */
      why?: string;
      /** Of a stack: what happens to its resources. */
      changes?: readonly ResourceChange[];
      /** Of a distribution that is not the cluster's: what is set to another value. */
      settings?: readonly SettingChange[];
      /** Of a stack: the outputs that are known to be the same after the deployment. */
      outputs?: Outputs;
    }
  | { action: 'blocked'; why: string; error: CvsError };

/** What a part was brought to. */
export interface Brought {
  /** `under-way`: started in AWS, and not waited for. */
  status: 'succeeded' | 'unchanged' | 'under-way';
  /** One line for people. */
  detail?: string;
  /** Of a stack. */
  outputs?: Outputs;
  /** Of a stack. */
  stack?: 'created' | 'updated';
}

/** What a part is brought, previewed and removed with. */
export type PartContext = Omit<StackContext, 'region' | 'stackName'>;

/**
 * Something that a cluster consists of. `plan`, `deploy` and `destroy` know nothing else about it, so that what one
 * of them says and another does cannot differ.
 */
export interface Part<Facts = unknown> {
  /** Id of its step in a plan and in a deployment. */
  readonly id: string;
  readonly title: string;
  readonly region?: string;
  /** Of a stack. */
  readonly stackName?: string;
  /** Ids of the parts that it needs. */
  readonly after: readonly string[];
  /** Only looks, or prepares: a deployment in which nothing else succeeded has failed as a whole. */
  readonly preparatory?: true;

  /** Reads what there is. Never writes. */
  look(view: View): Promise<Facts>;

  /** What there is to do, from the facts alone. */
  want(facts: Facts, given: Given): Want;

  /**
   * For what only AWS can tell: refines what {@link want} said, for a plan. Deletes again what it makes for that.
   */
  preview?(facts: Facts, given: Given, context: PartContext): Promise<Want>;

  /** Does what {@link want} says of these facts, which were read a moment ago. May be repeated. */
  bring(facts: Facts, given: Given, context: PartContext): Promise<Brought>;
}

/** How a destruction removes something of a cluster. */
export interface Removal<Facts = unknown> {
  /** Id of its step in a destruction. */
  readonly id: string;
  readonly title: string;
  readonly region?: string;
  /** Of a stack. */
  readonly stackName?: string;
  /** Ids of the removals that must be over before, where there are such. */
  readonly after: readonly string[];

  /** Reads what there is, once its predecessors are gone. Never writes. */
  look(view: View): Promise<Facts>;

  /** Whether there is anything to remove. */
  isThere(facts: Facts): boolean;

  /**
   * Removes what was seen in these facts. May be repeated.
   *
   * @param retained what earlier removals have retained
   */
  remove(facts: Facts, context: PartContext, retained: readonly RetainedPart[]): Promise<Removed>;
}

/** What a removal came to. */
export interface Removed {
  status: 'succeeded' | 'unchanged';
  /** One line for people. */
  detail?: string;
  deleted?: readonly DeletedResource[];
  /** Resources that are still there, and why. */
  retained?: readonly RetainedPart[];
}

/** A resource that is gone. */
export interface DeletedResource {
  region: string;
  /** CloudFormation's name of its type. */
  resourceType: string;
  physicalId: string;
}

/** CloudFormation's name for a stack as a resource. */
export const STACK_TYPE = 'AWS::CloudFormation::Stack';

/** A resource that outlives its stack. */
export interface RetainedPart extends RetainedResource {
  stackName: string;
  region: string;
  /** `edge-replicas`: CloudFront holds copies of the function for some hours. */
  why: 'data' | 'edge-replicas';
}
