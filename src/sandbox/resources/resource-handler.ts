/** A resource's properties after every intrinsic function is resolved. */
export type ResourceProperties = Readonly<Record<string, unknown>>;

/** Who a stack operation is made by. */
export interface StackActor {
  /** Of the caller. */
  readonly accessKeyId: string;
  /** The role that CloudFormation acts in instead ("CloudFormation service role"). */
  readonly roleArn?: string;
}

/** Which resource of which stack is meant. */
export interface ResourceContext {
  region: string;
  accountId: string;
  stackName: string;
  stackId: string;
  logicalId: string;
  /** Who the stack operation is made by; absent: the account's administrator. */
  actor?: StackActor;
  /** Tags of the stack, which CloudFormation adds to resources that take tags. */
  stackTags: Readonly<Record<string, string>>;
  /** Aborts when the stack operation is cancelled. */
  signal: AbortSignal;
}

export interface CreatedResource {
  /** What `Ref` returns. */
  physicalId: string;
  /** What `Fn::GetAtt` returns, by attribute name. */
  attributes: Readonly<Record<string, unknown>>;
}

/**
 * How CloudFormation makes one resource type. A handler belongs to a service and calls the same model as
 * the service's API, so that every other call sees the resources of a stack.
 *
 * Handlers reject with an `Error` whose message is the service's own wording: it becomes the event's reason.
 */
export interface ResourceHandler {
  /** Such as `AWS::SNS::Topic`. */
  readonly type: string;
  /** Top-level properties whose change replaces the resource ("Update requires: Replacement"). */
  readonly createOnly: readonly string[];
  /** How long the real service takes, in ms; the engine scales and waits. */
  readonly latencyMs: { create: number; update: number; delete: number };
  /**
   * The name that the template gives the resource, where a resource of that name exists already: CloudFormation looks before it
   * accepts a change set. Undefined where there is none, or where the type has no such look.
   */
  existing?(properties: ResourceProperties, context: ResourceContext): string | undefined;
  create(properties: ResourceProperties, context: ResourceContext): Promise<CreatedResource>;
  /** Changes the resource in place; returns its attributes afterwards. */
  update(
    physicalId: string,
    properties: ResourceProperties,
    previous: ResourceProperties,
    context: ResourceContext,
  ): Promise<CreatedResource>;
  delete(physicalId: string, properties: ResourceProperties, context: ResourceContext): Promise<void>;
}
