import type { Need } from '../../api/need.js';
import { ServiceError } from '../../services/service-error.js';
import type { ResourceContext, ResourceHandler, ResourceProperties } from '../resource-handler.js';
import { handlerNeeds } from './handler-calls.js';
import type { HandlerAction } from './type-calls.js';

/** Refuses needs that the actor of a stack operation is not allowed. @throws ServiceError */
export type CheckActor = (context: ResourceContext, needs: readonly Need[]) => void;

/**
 * The handler, called as who makes the stack operation: without the permissions that the type's handlers need, it fails
 * as CloudFormation words it.
 */
export function withPermissions(handler: ResourceHandler, check: CheckActor): ResourceHandler {
  const { type } = handler;
  const ask = (
    action: HandlerAction,
    physicalId: string,
    properties: ResourceProperties,
    context: ResourceContext,
  ): void => {
    try {
      check(context, handlerNeeds({ type, physicalId, properties, context }, action));
    } catch (error) {
      throw error instanceof ServiceError ? refusalOf(error, type) : error;
    }
  };
  return {
    type,
    createOnly: handler.createOnly,
    latencyMs: handler.latencyMs,
    existing: handler.existing,
    async create(properties, context) {
      // The name is known only afterwards, and with it the ARN.
      const made = await handler.create(properties, context);
      try {
        ask('create', made.physicalId, properties, context);
      } catch (error) {
        await handler.delete(made.physicalId, properties, context);
        throw error;
      }
      return made;
    },
    async update(physicalId, properties, previous, context) {
      ask('update', physicalId, properties, context);
      return handler.update(physicalId, properties, previous, context);
    },
    async delete(physicalId, properties, context) {
      ask('delete', physicalId, properties, context);
      return handler.delete(physicalId, properties, context);
    },
  };
}

/** Denials that come as one of tagging: of what sets or removes tags, and of a role that is made with tags. */
const OF_TAGGING =
  /not authorized to perform: \w+:((Un)?[Tt]ag\w*|PutBucketTagging|CreateDistributionWithTags|CreateRole) /;

/**
 * As a resource's event has it: the service's words within CloudFormation's. For a denial of tagging there is a sentence in front
 * since 2026 (aws/aws-parallelcluster issue 7331; AWS re:Post, "How do I resolve tagging permission errors in CloudFormation?").
 */
function refusalOf({ message, status }: ServiceError, type: string): ServiceError {
  const service = type.split('::')[1] ?? type;
  const said = `${message} (Service: ${service}, Status Code: ${status}, Request ID: ${crypto.randomUUID()})`;
  const code = OF_TAGGING.test(message) ? 'UnauthorizedTaggingOperation' : 'AccessDenied';
  const quoted = code === 'AccessDenied' ? said : `${TAGGING} Resource handler returned message: "${said}"`;
  const request = `RequestToken: ${crypto.randomUUID()}, HandlerErrorCode: ${code}`;
  return new ServiceError(code, `Resource handler returned message: "${quoted}" (${request})`, status);
}

const TAGGING =
  'Encountered a permissions error performing a tagging operation, please add required tag permissions. See https://repost.aws/knowledge-center/cloudformation-tagging-permission-error for how to resolve.';
