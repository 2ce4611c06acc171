import type { IncomingMessage, ServerResponse } from 'node:http';
import { listen } from '../../lib/http/listen.js';
import { createLocalServer, type LocalRefusal } from '../../lib/http/local-server.js';
import type { SandboxEnvironment } from '../environment.js';
import { ServiceError } from '../services/service-error.js';
import { bodyLimit, readBody } from './body.js';
import { type CallResult, callPipeline, type PipelineParts } from './pipeline.js';
import { refuse } from './refusal.js';
import type { ControlResponse, ControlService } from './service.js';
import { readSignature, type Signature } from './signature/read-signature.js';

export interface ControlServerOptions extends Omit<PipelineParts, 'services'> {
  /** 0 for any free port. */
  port: number;
  log: SandboxEnvironment['log'];
}

export interface ControlServer {
  readonly port: number;
  /** `http://127.0.0.1:<port>`: what `AWS_ENDPOINT_URL` is set to. */
  readonly endpoint: string;
  /** Serves other services from now on. */
  serve(services: readonly ControlService[], authorizer: PipelineParts['authorizer']): void;
  /** Stops listening and ends every connection, idle ones too. */
  close(): Promise<void>;
}

/**
 * Serves the AWS APIs of the sandbox on one port of 127.0.0.1, to programs that sign with one of its keys. Service and
 * region come from the SigV4 credential scope, so that one endpoint serves all regions.
 *
 * @throws CvsError `PORT_IN_USE` when another process listens on the port.
 */
export async function startControlServer(
  services: readonly ControlService[],
  options: ControlServerOptions,
): Promise<ControlServer> {
  let pipeline = callPipeline({ ...options, services });
  const server = createLocalServer({ pages: 'none', refuse: refusing(options.log) }, (message, response) => {
    answer(message, response, pipeline, options).catch((error: unknown) => {
      options.log({ source: 'control', level: 'error', message: `A request broke off: ${String(error)}` });
      response.destroy();
    });
  });
  const port = await listen(server, options.port, 'Choose another with --port.');
  return {
    port,
    endpoint: `http://127.0.0.1:${port}`,
    serve(others, authorizer) {
      pipeline = callPipeline({ ...options, services: others, authorizer });
    },
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
  pipeline: ReturnType<typeof callPipeline>,
  { log, clock }: Pick<ControlServerOptions, 'log' | 'clock'>,
): Promise<void> {
  const requestId = crypto.randomUUID();
  const { method = 'GET', url = '/', headers } = message;
  const mark = url.indexOf('?');
  const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
  const path = mark < 0 ? url : url.slice(0, mark);
  let signature: Signature | undefined;
  let result: CallResult;
  try {
    const call = { method, path, query, headers };
    signature = readSignature(call);
    result = await pipeline(call, signature, () => readBody(message, bodyLimit(signature?.service)));
  } catch (error) {
    result = refuse(asRefusal(error, log), signature?.service, headers, requestId);
  }
  if (result === 'no answer') return;
  if (result === 'disconnect') return void response.destroy();
  const place = signature ? `${signature.service} ${signature.region}` : 'unsigned';
  const text = `${place} ${method} ${url} ${result.status}`;
  log({ source: 'control', region: signature?.region, level: 'debug', message: text });
  // The time that signatures are measured by: SDKs correct theirs with it.
  response.setHeader('date', new Date(clock.now()).toUTCString());
  send(response, method, result, requestId);
}

/** Answers what is refused for where it comes from, in the caller's protocol where that can be seen. */
function refusing(log: SandboxEnvironment['log']) {
  return ({ status, message }: LocalRefusal, request: IncomingMessage, response: ServerResponse): void => {
    const { method = 'GET', headers } = request;
    const requestId = crypto.randomUUID();
    log({ source: 'control', level: 'warn', message: `A request was refused: ${message}` });
    const refusal = new ServiceError('RequestRefused', message, status);
    send(response, method, refuse(refusal, undefined, headers, requestId), requestId);
  };
}

function asRefusal(error: unknown, log: SandboxEnvironment['log']): ServiceError {
  if (error instanceof ServiceError) return error;
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log({ source: 'control', level: 'error', message: detail });
  return new ServiceError('InternalFailure', `The sandbox failed: ${detail}`, 500);
}

function send(response: ServerResponse, method: string, result: ControlResponse, requestId: string): void {
  const body = result.body ?? '';
  const headers: Record<string, string | number> = {
    'x-amzn-requestid': requestId,
    'x-amz-request-id': requestId,
    ...result.headers,
  };
  // A HEAD answer states the length of the body that it does not have, and says so itself.
  if (method !== 'HEAD' && result.status !== 204 && result.status !== 304) {
    headers['content-length'] = Buffer.byteLength(body);
  }
  response.writeHead(result.status, headers);
  response.end(method === 'HEAD' ? undefined : body);
}
