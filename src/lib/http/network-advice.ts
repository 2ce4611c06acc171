import type { FetchFailure } from './http-client.js';
import { type Environment, namedProxy } from './proxy.js';

/** What to do where nothing can be reached: many networks let only their proxy out, and a proxy may be out. */
export function proxyAdvice(environment: Environment = process.env): string {
  const proxy = namedProxy(environment);
  if (!proxy) return 'If this network lets only its proxy out, set HTTPS_PROXY=http://HOST:PORT.';
  return `Requests go through the proxy ${proxy.host} (${proxy.variable}): check that it answers, and list in NO_PROXY what is reached directly.`;
}

/** What to do where certificates are not trusted: some networks inspect TLS, and sign what they let through themselves. */
export const TLS_ADVICE =
  'If this network inspects TLS, set NODE_EXTRA_CA_CERTS to a file with the certificate of its authority (cvs does not read AWS_CA_BUNDLE).';

/** What to do where a certificate is not valid at this time. */
export const CLOCK_ADVICE = 'Check the clock of this machine.';

const ADVICE: Readonly<Partial<Record<FetchFailure, () => string>>> = {
  tls: () => TLS_ADVICE,
  dns: proxyAdvice,
  refused: proxyAdvice,
  timeout: proxyAdvice,
  network: proxyAdvice,
};

/** What a network may need of cvs, where there was no response. */
export function networkAdvice(reason: FetchFailure): string[] {
  const advice = ADVICE[reason]?.();
  return advice === undefined ? [] : [advice];
}
