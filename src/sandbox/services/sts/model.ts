import type { AccessKey } from '../../access-keys.js';
import type { SandboxEnvironment } from '../../environment.js';
import { type Principal, trusts } from '../iam/authorize.js';
import { readPolicy } from '../iam/evaluation/policy.js';
import type { Role } from '../iam/model/roles.js';
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
  /** Session policy, as JSON. */
  policy?: string;
  /** With `code`: of an MFA device. */
  serial?: string;
  code?: string;
  externalId?: string;
}

/** What STS asks of IAM. */
export interface StsParts {
  roleOf(arn: string): Role | undefined;
  principalOf(accessKeyId: string): Principal;
}

/** Who callers are: the sandbox's one user, or a role that it assumed. */
export class Sts {
  readonly #env: SandboxEnvironment;
  readonly #parts: StsParts;
  /** `<device> <code>`: a device's code is good for one session ("Using MFA devices": one-time passwords). */
  readonly #usedCodes = new Set<string>();

  constructor(env: SandboxEnvironment, parts: StsParts) {
    this.#env = env;
    this.#parts = parts;
  }

  caller(accessKeyId: string): Caller {
    const { accountId: account, keys } = this.#env;
    const { arn } = this.#parts.principalOf(accessKeyId);
    return { arn, userId: userIdOf(keys.find(accessKeyId), this.#parts), account };
  }

  /**
   * Starts a session of a role.
   *
   * @throws ServiceError ValidationError; AccessDenied for a role that does not exist or does not trust the caller
   */
  assumeRole(accessKeyId: string, input: AssumeRoleInput) {
    const { roleArn, sessionName, durationSeconds, policy, serial, code, externalId } = input;
    const [, , , , account = '', resource = ''] = roleArn.split(':');
    if (!resource.startsWith('role/') || !sessionName) {
      throw new ServiceError('ValidationError', `${roleArn} is invalid, or RoleSessionName is missing`);
    }
    const principal = this.#parts.principalOf(accessKeyId);
    const role = this.#parts.roleOf(roleArn);
    if (serial) this.#takeCode(serial, code ?? '');
    const context = {
      ...(serial ? { 'aws:MultiFactorAuthPresent': 'true' } : {}),
      ...(externalId === undefined ? {} : { 'sts:ExternalId': externalId }),
    };
    if (!role || !trusts(role.trust, { arns: [principal.arn, ...principal.names], account }, context)) {
      const message = `User: ${principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
      throw new ServiceError('AccessDenied', message, 403);
    }
    const expiresAtMs = this.#env.clock.now() + durationSeconds * 1000;
    const session = { roleArn: role.arn, sessionName, policy: policy === undefined ? undefined : readPolicy(policy) };
    const key = this.#env.keys.session({ role: session, expiresAtMs });
    return { ...key, caller: this.caller(key.accessKeyId), expiration: new Date(expiresAtMs) };
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

function userIdOf(key: Pick<AccessKey, 'session'> | undefined, { roleOf }: StsParts): string {
  const session = key?.session;
  return session ? `${roleOf(session.roleArn)?.id ?? 'AROA'}:${session.sessionName}` : 'AIDASANDBOX0000000000';
}
