import { queryService } from '../../control/protocols.js';
import type { ControlService } from '../../control/service.js';
import { ServiceError } from '../../control/service.js';
import type { SandboxEnvironment } from '../../environment.js';

/** AWS STS: whoever calls is the sandbox's one user. */
export function stsService(env: SandboxEnvironment): ControlService {
  return queryService({
    signingNames: ['sts'],
    namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    operations: {
      GetCallerIdentity: () => ({
        Arn: `arn:aws:iam::${env.accountId}:user/sandbox`,
        UserId: 'AIDASANDBOX0000000000',
        Account: env.accountId,
      }),
      AssumeRole({ RoleArn, RoleSessionName, DurationSeconds = '3600' }) {
        const [, , , , account, resource = ''] = String(RoleArn).split(':');
        if (!resource.startsWith('role/') || !RoleSessionName) {
          throw new ServiceError('ValidationError', `${RoleArn} is invalid, or RoleSessionName is missing`);
        }
        return {
          Credentials: {
            AccessKeyId: `ASIA${env.id(16)}`,
            SecretAccessKey: env.id(40),
            SessionToken: env.id(64),
            Expiration: new Date(env.clock.now() + Number(DurationSeconds) * 1000),
          },
          AssumedRoleUser: {
            AssumedRoleId: `AROA${env.id(17)}:${RoleSessionName}`,
            Arn: `arn:aws:sts::${account}:assumed-role/${resource.split('/').at(-1)}/${RoleSessionName}`,
          },
        };
      },
    },
  });
}
