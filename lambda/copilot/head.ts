import { request as http, type RequestOptions } from 'node:http';
import { request as https } from 'node:https';

/** The request for the head of an object at an origin. The sandbox's origins have names that no resolver knows (RFC 6761 section 6.3). */
export function headRequest(address: string, headers: Readonly<Record<string, string>>): RequestOptions {
  const { protocol, hostname, port, pathname, search } = new URL(address);
  const isLocal = hostname.endsWith('.localhost');
  // CloudFront names an origin without its port ("Request and response behavior for custom origins", Host), and `fetch`
  // would name it with the port. The sandbox's edges name the ports of its origins, which are all odd ones.
  const host = isLocal && headers.host ? `${headers.host}:${port}` : headers.host;
  return {
    protocol,
    hostname: isLocal ? '127.0.0.1' : hostname,
    port,
    path: pathname + search,
    method: 'HEAD',
    headers: host === undefined ? headers : { ...headers, host },
  };
}

/**
 * Asks for the head of an object. Redirects are not followed.
 *
 * @returns the status
 */
export function askHead(
  address: string,
  headers: Readonly<Record<string, string>>,
  timeoutMs: number,
): Promise<number> {
  const options = { ...headRequest(address, headers), signal: AbortSignal.timeout(timeoutMs) };
  return new Promise((resolve, reject) => {
    const asked = (options.protocol === 'https:' ? https : http)(options, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.on('error', reject).end();
  });
}
