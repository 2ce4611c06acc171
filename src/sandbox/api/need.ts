import type { RequestContext } from '../services/iam/evaluation/conditions.js';

/** A permission that a call needs: the caller's policies must allow the action on the resource. */
export interface Need {
  /** Such as `dynamodb:GetItem` ("Service Authorization Reference"). */
  readonly action: string;
  /** ARN; `*` where the action has no resource. */
  readonly resource: string;
  /** Condition keys that the call sets, beside those that every request has. */
  readonly context?: RequestContext;
}

/** Where a call is made. */
export interface Place {
  readonly region: string;
}

/** What one operation needs, by its input. */
// biome-ignore lint/suspicious/noExplicitAny: inputs are the wire's; each entry reads the members it knows
export type NeedsOf = (input: any, place: Place) => Need | readonly Need[];

/** A need of one action on any resource. */
export function onAnything(action: string): () => Need {
  return () => ({ action, resource: '*' });
}
