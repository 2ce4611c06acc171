import type { SandboxEnvironment } from '../../environment.js';
import { ServiceError } from '../service-error.js';

/** How long the DNS validation of a certificate takes, in real ms. */
const VALIDATION_MS = 60_000;

export interface Certificate {
  arn: string;
  domainName: string;
  /** With the domain name itself, as ACM lists them. */
  names: readonly string[];
  status: 'PENDING_VALIDATION' | 'ISSUED';
  createdAtMs: number;
  issuedAtMs?: number;
}

/**
 * AWS Certificate Manager: public certificates by DNS validation. The record of a validation is as if it was there, but for
 * names under `.invalid`, which nobody can own (RFC 2606): their certificates stay pending.
 */
export class Acm {
  readonly #env: SandboxEnvironment;
  readonly #certificates = new Map<string, Certificate>();
  readonly #closing = new AbortController();

  constructor(env: SandboxEnvironment) {
    this.#env = env;
  }

  request(region: string, domainName: string, alternatives: readonly string[] = []): Certificate {
    const names = [...new Set([domainName, ...alternatives])];
    const bad = names.find((name) => !/^(\*\.)?([a-z0-9-]+\.)+[a-z0-9-]+$/i.test(name ?? ''));
    if (bad !== undefined)
      throw new ServiceError('InvalidDomainValidationOptionsException', `Invalid domain name: ${bad}`);
    const arn = `arn:aws:acm:${region}:${this.#env.accountId}:certificate/${crypto.randomUUID()}`;
    const certificate: Certificate = {
      arn,
      domainName,
      names,
      status: 'PENDING_VALIDATION',
      createdAtMs: this.#env.clock.now(),
    };
    this.#certificates.set(arn, certificate);
    if (names.every((name) => !name.endsWith('.invalid'))) {
      this.#env.latency(VALIDATION_MS, this.#closing.signal).then(
        () => Object.assign(certificate, { status: 'ISSUED', issuedAtMs: this.#env.clock.now() }),
        () => {},
      );
    }
    return certificate;
  }

  get(arn: string, region?: string): Certificate {
    const found = this.#certificates.get(arn);
    if (!found || (region !== undefined && arn.split(':')[3] !== region)) {
      const message = `Could not find certificate ${arn}.`;
      throw new ServiceError('ResourceNotFoundException', message);
    }
    return found;
  }

  list(region: string): Certificate[] {
    return [...this.#certificates.values()].filter(({ arn }) => arn.split(':')[3] === region);
  }

  delete(arn: string, region: string): void {
    this.get(arn, region);
    this.#certificates.delete(arn);
  }

  /** The names that an issued certificate covers; undefined for one that is not there, or not issued. */
  namesOf(arn: string): readonly string[] | undefined {
    const found = this.#certificates.get(arn);
    return found?.status === 'ISSUED' ? found.names : undefined;
  }

  async close(): Promise<void> {
    this.#closing.abort();
  }
}
