import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { usageError } from '../../lib/errors.js';
import type { SandboxEnvironment } from '../environment.js';
import { expiredToken, refuse } from './refusal.js';
import { type ControlRequest, type ControlResponse, type ControlService, ServiceError } from './service.js';
import { readScope } from './signature.js';

/** The largest body that is read, in bytes: a Lambda zip or a playlist is far below it. */
const BODY_LIMIT = 64 * 1024 * 1024;

export interface ControlServerOptions {
  /** 0 for any free port. */
  port: number;
  log: SandboxEnvironment['log'];
  /** Asked before the service; an answer of its own (a throttle, say) takes the service's place. */
  intercept?: Intercept;
  /** Asked first, for what is no AWS API and needs no signature; undefined for what it does not know. */
  local?: LocalHandler;
}

/**
 * What becomes of a connection instead of an answer: it ends at once, it stays without one, or it ends when the service
 * has carried the call out.
 */
export type Disruption = 'refuse' | 'hang' | 'cut';

type Verdict = ControlResponse | Disruption | undefined;

export type Intercept = (request: ControlRequest) => Verdict | Promise<Verdict>;

export type LocalHandler = (request: Pick<ControlRequest, 'method' | 'path' | 'body'>) => ControlResponse | undefined;

export interface ControlServer {
  readonly port: number;
  /** `http://127.0.0.1:<port>`: what `AWS_ENDPOINT_URL` is set to. */
  readonly endpoint: string;
  /** Stops listening and ends every connection, idle ones too. */
  close(): Promise<void>;
}

/**
 * Serves the AWS APIs of the sandbox on one port of 127.0.0.1. Service and region come from the SigV4 credential
 * scope, so that one endpoint serves all regions.
 *
 * @throws CvsError `PORT_IN_USE` when another process listens on the port.
 */
export async function startControlServer(
  services: readonly ControlService[],
  options: ControlServerOptions,
): Promise<ControlServer> {
  const byName = new Map(services.flatMap((service) => service.signingNames.map((name) => [name, service] as const)));
  const server = createServer((message, response) => {
    answer(message, response, byName, options).catch((error: unknown) => {
      options.log({ source: 'control', level: 'error', message: `A request broke off: ${String(error)}` });
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(
        taken ? usageError('PORT_IN_USE', `Port ${options.port} is in use.`, 'Choose another with --port.') : error,
      );
    });
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    endpoint: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

async function answer(
  message: IncomingMessage,
  response: ServerResponse,
  services: ReadonlyMap<string, ControlService>,
  options: ControlServerOptions,
): Promise<void> {
  const requestId = crypto.randomUUID();
  const url = message.url ?? '/';
  const mark = url.indexOf('?');
  const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
  const path = mark < 0 ? url : url.slice(0, mark);
  const scope = readScope(message.headers, query);
  let result: ControlResponse;
  try {
    if (!scope && options.local) {
      const local = options.local({ method: message.method ?? 'GET', path, body: await readBody(message) });
      if (local) return send(response, message.method, local, requestId);
    }
    if (!scope) throw new ServiceError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
    const service = services.get(scope.service);
    if (!service) {
      throw new ServiceError('UnknownService', `The sandbox does not have the service ${scope.service}.`, 404);
    }
    if (scope.accessKeyId.startsWith('EXPIRED')) throw expiredToken(scope.service, message.headers);
    const request: ControlRequest = {
      ...scope,
      method: message.method ?? 'GET',
      path,
      query,
      headers: message.headers,
      body: await readBody(message),
    };
    const verdict = await options.intercept?.(request);
    if (verdict === 'hang') return;
    if (verdict === 'cut') await service.handle(request);
    if (verdict === 'cut' || verdict === 'refuse') return void response.destroy();
    result = verdict ?? (await service.handle(request));
  } catch (error) {
    result = refuse(asRefusal(error, options), scope?.service, message.headers, requestId);
  }
  const place = scope ? `${scope.service} ${scope.region}` : 'unsigned';
  options.log({
    source: 'control',
    ...(scope ? { region: scope.region } : {}),
    level: 'debug',
    message: `${place} ${message.method} ${url} ${result.status}`,
  });
  send(response, message.method, result, requestId);
}

function asRefusal(error: unknown, options: ControlServerOptions): ServiceError {
  if (error instanceof ServiceError) return error;
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  options.log({ source: 'control', level: 'error', message: detail });
  return new ServiceError('InternalFailure', `The sandbox failed: ${detail}`, 500);
}

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message) {
    length += (chunk as Buffer).length;
    if (length <= BODY_LIMIT) chunks.push(chunk as Buffer);
  }
  if (length > BODY_LIMIT) {
    throw new ServiceError('RequestEntityTooLarge', `The request's body exceeds ${BODY_LIMIT} bytes.`, 413);
  }
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, method: string | undefined, result: ControlResponse, requestId: string): void {
  const body = result.body ?? '';
  const headers: Record<string, string | number> = {
    'x-amzn-requestid': requestId,
    'x-amz-request-id': requestId,
    ...result.headers,
  };
  // A HEAD answer states the length of the body it does not have, and says so itself.
  if (method !== 'HEAD' && result.status !== 204 && result.status !== 304) {
    headers['content-length'] = Buffer.byteLength(body);
  }
  response.writeHead(result.status, headers);
  response.end(method === 'HEAD' ? undefined : body);
}
