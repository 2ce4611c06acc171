import type { SandboxEnvironment } from '../../environment.js';
import { ServiceError } from '../service-error.js';

export interface Caller {
  arn: string;
  userId: string;
  account: string;
}

export interface AssumeRoleInput {
  roleArn: string;
  sessionName: string;
  durationSeconds: number;
  /** With `code`: of an MFA device. */
  serial?: string;
  code?: string;
}

/** Who callers are: the sandbox's one user, or a role that it assumed. */
export class Sts {
  readonly #env: SandboxEnvironment;
  /** By access key id. */
  readonly #sessions = new Map<string, Caller>();
  /** `<device> <code>`: a device's code is good for one session ("Using MFA devices": one-time passwords). */
  readonly #usedCodes = new Set<string>();

  constructor(env: SandboxEnvironment) {
    this.#env = env;
  }

  caller(accessKeyId: string): Caller {
    const { accountId } = this.#env;
    const user = { arn: `arn:aws:iam::${accountId}:user/sandbox`, userId: 'AIDASANDBOX0000000000', account: accountId };
    return this.#sessions.get(accessKeyId) ?? user;
  }

  /** Starts a session of a role. @throws ServiceError ValidationError, AccessDenied */
  assumeRole(input: AssumeRoleInput) {
    const { roleArn, sessionName, durationSeconds, serial, code } = input;
    const [, , , , account = '', resource = ''] = roleArn.split(':');
    if (!resource.startsWith('role/') || !sessionName) {
      throw new ServiceError('ValidationError', `${roleArn} is invalid, or RoleSessionName is missing`);
    }
    if (serial) this.#takeCode(serial, code ?? '');
    const expiresAtMs = this.#env.clock.now() + durationSeconds * 1000;
    const { accessKeyId, secretAccessKey, sessionToken } = this.#env.keys.session(expiresAtMs);
    const userId = `AROA${this.#env.id(17)}:${sessionName}`;
    const arn = `arn:aws:sts::${account}:assumed-role/${resource.split('/').at(-1)}/${sessionName}`;
    const caller: Caller = { arn, userId, account };
    this.#sessions.set(accessKeyId, caller);
    return {
      caller,
      accessKeyId,
      secretAccessKey,
      sessionToken,
      expiration: new Date(expiresAtMs),
    };
  }

  /** @throws ServiceError for a code that does not have six digits, or was used before; other codes are accepted */
  #takeCode(serial: string, code: string): void {
    const used = `${serial} ${code}`;
    if (!/^\d{6}$/.test(code) || this.#usedCodes.has(used)) {
      const message = 'MultiFactorAuthentication failed with invalid MFA one time pass code.';
      throw new ServiceError('AccessDenied', message, 403);
    }
    this.#usedCodes.add(used);
  }
}
