import type { ClientRequest, Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { HttpsProxyAgent as AnyProxyAgent } from 'https-proxy-agent';
import { CvsError, messageOf } from '../errors.js';
import { TLS_ADVICE } from '../http/network-advice.js';
import { proxyFor } from '../http/proxy.js';
import { isTlsCode } from '../http/tls-codes.js';

type ConnectOptions = Parameters<AnyProxyAgent<string>['connect']>[1];

/** As many connections as the SDK's own agents have. */
const CONNECTIONS = 50;

/** Any server: NO_PROXY is asked for each connection. */
const SOME_SERVER = 'any.invalid';

/**
 * Agents with which the SDK connects through the proxy that the environment names; none where it names none. What NO_PROXY
 * has is connected to directly.
 *
 * @throws CvsError PROXY_INVALID (usage)
 */
export async function proxyAgents(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<{ httpAgent?: HttpAgent; httpsAgent?: HttpsAgent }> {
  const everywhere = { ...environment, no_proxy: '', NO_PROXY: '' };
  const [http, https] = ['http:', 'https:'].map((scheme) => proxyFor(new URL(`${scheme}//${SOME_SERVER}`), everywhere));
  if (!http && !https) return {};
  const { HttpsProxyAgent } = await import('https-proxy-agent');

  class ProxyAgent extends HttpsProxyAgent<string> {
    override async connect(request: ClientRequest, options: ConnectOptions) {
      const host = options.host ?? '';
      const server = `${options.secureEndpoint ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${options.port}`;
      const proxy = proxyFor(new URL(server), environment);
      if (!proxy) return connectDirectly(options);
      request.once('proxyConnect', ({ statusCode }: { statusCode: number }) => {
        if (statusCode !== 200) request.destroy(proxyRefusal(proxy, host, statusCode));
      });
      try {
        return await super.connect(request, options);
      } catch (error) {
        throw proxyUnreachable(proxy, error);
      }
    }
  }
  const agent = (proxy: URL | undefined) =>
    proxy && new ProxyAgent(proxy, { keepAlive: true, maxSockets: CONNECTIONS });
  return { httpAgent: agent(http), httpsAgent: agent(https) as HttpsAgent | undefined };
}

function connectDirectly(options: ConnectOptions): Socket {
  return options.secureEndpoint ? connectTls({ servername: options.host, ...options }) : connectTcp(options);
}

function proxyUnreachable(proxy: URL, cause: unknown): CvsError {
  const isTls = isTlsCode(String((cause as { code?: unknown }).code));
  return new CvsError({
    code: 'PROXY_UNREACHABLE',
    message: `The proxy ${proxy.host} cannot be reached: ${messageOf(cause)}`,
    suggestions: [
      isTls
        ? TLS_ADVICE
        : 'Check HTTPS_PROXY, and that the proxy listens there; NO_PROXY lists what is reached directly.',
    ],
    cause,
  });
}

/** @param status what the proxy answered to CONNECT */
function proxyRefusal(proxy: URL, host: string, status: number): CvsError {
  return new CvsError({
    code: 'PROXY_REFUSED',
    message: `The proxy ${proxy.host} does not let cvs reach ${host}: HTTP ${status}.`,
    suggestions: [adviceFor(status, host)],
  });
}

function adviceFor(status: number, host: string): string {
  if (status === 407) return 'It asks for a user: HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT.';
  if (status >= 500)
    return `The proxy itself cannot reach ${host}: ask those who run it, or run the command again later.`;
  return `Ask those who run the proxy to let ${host} through, or list it in NO_PROXY if it is reached directly.`;
}
