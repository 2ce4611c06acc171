import { messageOf } from '../../../../lib/errors.js';
import type { Behavior, EdgeIdentity } from './edge-config.js';
import { InvalidLambdaResult } from './invalid-lambda-result.js';
import { lambdaEvent } from './lambda-event.js';
import { isResponse, readRequest, readResponse } from './lambda-result.js';
import { type EdgeRequest, type EdgeResponse, errorPage, type TriggerType } from './messages.js';
import type { OriginTarget } from './origin-target.js';

/** The sandbox's Lambda as edges call it. */
export interface EdgeFunctions {
  /** Runs a numbered version; rejects when the function throws or exceeds its time. */
  runAtEdge(versionArn: string, event: object, options: { region: string; timeoutMs: number }): Promise<unknown>;
}

export interface TriggerContext {
  functions: EdgeFunctions;
  identity: EdgeIdentity;
  /** Where the edge runs functions. */
  region: string;
  onError(message: string): void;
}

/** How a trigger ended. `failed` responses are the edge's own, and are not cached. `origin`: an origin-request chose it. */
export type TriggerOutcome =
  | { kind: 'request'; request: EdgeRequest; origin?: OriginTarget }
  | { kind: 'response'; response: EdgeResponse; xCache: string; failed: boolean };

/** Longest time of a function, ms ("Quotas on Lambda@Edge"). */
const TIMEOUT_MS = { viewer: 5000, origin: 30_000 };

/** Runs a behavior's function of a request event; passes the request through when there is none. */
export async function runRequestTrigger(
  type: 'viewer-request' | 'origin-request',
  behavior: Behavior,
  request: EdgeRequest,
  context: TriggerContext,
  origin?: OriginTarget,
): Promise<TriggerOutcome> {
  return run(type, behavior, context, request, { origin }, { kind: 'request', request }, (result) => {
    if (!isResponse(result)) return { kind: 'request', ...readRequest(result, request, type, origin) };
    const response = readResponse(result, type);
    return { kind: 'response', response, xCache: 'LambdaGeneratedResponse from cloudfront', failed: false };
  });
}

/** Runs a behavior's function of a response event; returns the response unchanged when there is none. */
export async function runResponseTrigger(
  type: 'origin-response' | 'viewer-response',
  behavior: Behavior,
  request: EdgeRequest,
  response: EdgeResponse,
  context: TriggerContext,
): Promise<{ response: EdgeResponse; xCache: string; failed: boolean }> {
  const unchanged = { kind: 'response' as const, response, xCache: '', failed: false };
  const outcome = await run(type, behavior, context, request, { response }, unchanged, (result) => ({
    ...unchanged,
    response: readResponse(result, type, response),
  }));
  return outcome.kind === 'response' ? outcome : unchanged;
}

async function run(
  type: TriggerType,
  behavior: Behavior,
  { functions, identity, region, onError }: TriggerContext,
  request: EdgeRequest,
  parts: { origin?: OriginTarget; response?: EdgeResponse },
  without: TriggerOutcome,
  read: (result: unknown) => TriggerOutcome,
): Promise<TriggerOutcome> {
  const association = behavior.LambdaFunctionAssociations?.Items?.find((one) => one.EventType === type);
  if (!association?.LambdaFunctionARN) return without;
  const timeoutMs = type.startsWith('viewer') ? TIMEOUT_MS.viewer : TIMEOUT_MS.origin;
  let result: unknown;
  try {
    const event = lambdaEvent(type, identity, request, parts);
    result = await functions.runAtEdge(association.LambdaFunctionARN, event, { region, timeoutMs });
  } catch (error) {
    onError(`${type} of ${request.uri}: ${messageOf(error)}`);
    const reason = 'The Lambda function associated with the CloudFront distribution failed or exceeded its time.';
    return { ...failure(503, reason), xCache: 'LambdaExecutionError from cloudfront' };
  }
  try {
    return read(result);
  } catch (error) {
    if (!(error instanceof InvalidLambdaResult)) throw error;
    onError(`${type} of ${request.uri}: ${error.message}`);
    return { ...failure(502, error.message), xCache: 'LambdaValidationError from cloudfront' };
  }
}

function failure(status: number, reason: string) {
  return { kind: 'response' as const, response: errorPage(status, reason), failed: true };
}
