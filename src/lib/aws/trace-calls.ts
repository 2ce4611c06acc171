/** One call of an AWS API, without its content. */
export interface TracedCall {
  /** Such as `DynamoDBClient.BatchGetItemCommand`. */
  operation: string;
  region: string;
  /** HTTP status, or the error's name when no answer came. */
  outcome: number | string;
  /** From the first attempt to the last answer. */
  ms: number;
  attempts: number;
  requestId?: string;
}

/** The part of an SDK client that its calls pass through. */
interface Traceable {
  middlewareStack: { add: (middleware: never, options: never) => void };
}

interface Metadata {
  httpStatusCode?: number;
  attempts?: number;
  requestId?: string;
}

/** Calls `tell` after every call that a client makes. */
export function traceCalls(
  client: object,
  place: { region: string; nowMs: () => number; tell: (call: TracedCall) => void },
): void {
  const middleware =
    (next: (args: unknown) => Promise<unknown>, context: { clientName?: string; commandName?: string }) =>
    async (args: unknown) => {
      const start = place.nowMs();
      const tell = (metadata: Metadata | undefined, otherwise: string) =>
        place.tell({
          operation: `${context.clientName}.${context.commandName}`,
          region: place.region,
          outcome: metadata?.httpStatusCode ?? otherwise,
          ms: Math.round(place.nowMs() - start),
          attempts: metadata?.attempts ?? 1,
          requestId: metadata?.requestId,
        });
      try {
        const result = (await next(args)) as { output?: { $metadata?: Metadata } };
        tell(result.output?.$metadata, 'no answer');
        return result;
      } catch (error) {
        tell((error as { $metadata?: Metadata }).$metadata, (error as Error).name);
        throw error;
      }
    };
  (client as Traceable).middlewareStack.add(middleware as never, { step: 'initialize', priority: 'high' } as never);
}
