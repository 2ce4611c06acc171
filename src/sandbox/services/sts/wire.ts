import { queryService } from '../../control/protocols.js';
import type { ControlService } from '../../control/service.js';
import { ServiceError } from '../../control/service.js';
import type { SandboxEnvironment } from '../../environment.js';

/** AWS STS: whoever calls is the sandbox's one user, or a role that it assumed. */
export function stsService(env: SandboxEnvironment): ControlService {
  /** By access key id. */
  const sessions = new Map<string, { Arn: string; UserId: string; Account: string }>();
  /** `<device> <code>`: a device's code is good for one session ("Using MFA devices": one-time passwords). */
  const usedCodes = new Set<string>();

  return queryService({
    signingNames: ['sts'],
    namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    operations: {
      GetCallerIdentity: (_input, { accessKeyId }) =>
        sessions.get(accessKeyId) ?? {
          Arn: `arn:aws:iam::${env.accountId}:user/sandbox`,
          UserId: 'AIDASANDBOX0000000000',
          Account: env.accountId,
        },
      AssumeRole({ RoleArn, RoleSessionName, DurationSeconds = '3600', SerialNumber, TokenCode }) {
        const [, , , , account = '', resource = ''] = String(RoleArn).split(':');
        if (!resource.startsWith('role/') || !RoleSessionName) {
          throw new ServiceError('ValidationError', `${RoleArn} is invalid, or RoleSessionName is missing`);
        }
        if (SerialNumber) takeCode(usedCodes, String(SerialNumber), String(TokenCode ?? ''));
        const AccessKeyId = `ASIA${env.id(16)}`;
        const AssumedRoleId = `AROA${env.id(17)}:${RoleSessionName}`;
        const Arn = `arn:aws:sts::${account}:assumed-role/${resource.split('/').at(-1)}/${RoleSessionName}`;
        sessions.set(AccessKeyId, { Arn, UserId: AssumedRoleId, Account: account });
        return {
          Credentials: {
            AccessKeyId,
            SecretAccessKey: env.id(40),
            SessionToken: env.id(64),
            Expiration: new Date(env.clock.now() + Number(DurationSeconds) * 1000),
          },
          AssumedRoleUser: { AssumedRoleId, Arn },
        };
      },
    },
  });
}

/** @throws ServiceError for what is no code, or was used before; the sandbox knows no device's secret */
function takeCode(usedCodes: Set<string>, serial: string, code: string): void {
  const used = `${serial} ${code}`;
  if (!/^\d{6}$/.test(code) || usedCodes.has(used)) {
    const message = 'MultiFactorAuthentication failed with invalid MFA one time pass code.';
    throw new ServiceError('AccessDenied', message, 403);
  }
  usedCodes.add(used);
}
