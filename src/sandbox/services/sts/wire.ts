import { queryService } from '../../api/protocols.js';
import type { ControlService } from '../../api/service.js';
import type { Sts } from './model.js';

/** STS over the query protocol. */
export function stsWire(sts: Sts): ControlService {
  return queryService({
    signingNames: ['sts'],
    namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    operations: {
      GetCallerIdentity(_input, { accessKeyId }) {
        const { arn, userId, account } = sts.caller(accessKeyId);
        return { Arn: arn, UserId: userId, Account: account };
      },
      AssumeRole({ RoleArn, RoleSessionName, DurationSeconds = '3600', SerialNumber, TokenCode }) {
        const session = sts.assumeRole({
          roleArn: String(RoleArn),
          sessionName: RoleSessionName,
          durationSeconds: Number(DurationSeconds),
          serial: SerialNumber,
          code: TokenCode,
        });
        return {
          Credentials: {
            AccessKeyId: session.accessKeyId,
            SecretAccessKey: session.secretAccessKey,
            SessionToken: session.sessionToken,
            Expiration: session.expiration,
          },
          AssumedRoleUser: { AssumedRoleId: session.caller.userId, Arn: session.caller.arn },
        };
      },
    },
  });
}
