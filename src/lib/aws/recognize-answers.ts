import { type Environment, proxyFor } from '../http/proxy.js';
import { ForeignAnswer, looksOf } from './foreign-answer.js';

interface Request {
  method: string;
  protocol: string;
  hostname: string;
  port?: number;
}

interface Response {
  statusCode: number;
  headers: Record<string, string>;
  body?: AsyncIterable<Uint8Array> | Uint8Array;
}

type Middleware = (
  next: (args: { request: Request }) => Promise<{ response: Response }>,
  context: { commandName?: string },
) => (args: { request: Request }) => Promise<{ response: Response }>;

/** The part of an SDK client that its answers pass through. */
interface Recognizable {
  /** Its name says what bodies are: `aws.protocols#awsJson1_0`, `#restJson1`, `smithy.protocols#rpcv2Cbor`, `#awsQuery`. */
  config: { protocol: { getShapeId(): string } };
  middlewareStack: { add: (middleware: Middleware, options: { step: 'deserialize'; priority: 'low' }) => void };
}

/**
 * Has a client look at each answer before the SDK reads it: what AWS did not send is a {@link ForeignAnswer}, not an error
 * of a parser, and not an answer without content.
 *
 * @param service such as `dynamodb`
 */
export function recognizeAnswers(client: object, service: string, environment: Environment): void {
  const { config, middlewareStack } = client as Recognizable;
  const protocol = config.protocol.getShapeId().toLowerCase();
  const format = (['json', 'cbor'] as const).find((one) => protocol.includes(one)) ?? 'xml';
  const middleware: Middleware = (next, context) => async (args) => {
    const result = await next(args);
    const { response } = result;
    const { statusCode: status, headers } = response;
    const { method, protocol, hostname, port } = args.request;
    // The content of an object is read by whoever asked for it.
    const isContent = context.commandName === 'GetObjectCommand' && status < 300;
    const answer = { service, format, method, status, headers } as const;
    const body = isContent ? undefined : await collected(response);
    const looks = body === 'cut' ? body : looksOf({ ...answer, body: body?.toString('utf8') });
    if (looks === 'own') return result;
    const url = new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`);
    throw new ForeignAnswer(answer, looks, url.host, proxyFor(url, environment)?.host);
  };
  middlewareStack.add(middleware, { step: 'deserialize', priority: 'low' });
}

/** Reads the body; the SDK is given what was read. A connection that ends before the body does cuts it. */
async function collected(response: Response): Promise<Buffer | 'cut'> {
  const { body } = response;
  if (body === undefined) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  if (body instanceof Uint8Array) chunks.push(body);
  else {
    try {
      for await (const chunk of body) chunks.push(chunk);
    } catch (error) {
      if ((error as { code?: unknown }).code === 'ECONNRESET') return 'cut';
      throw error;
    }
  }
  const whole = Buffer.concat(chunks);
  response.body = whole;
  return whole;
}
