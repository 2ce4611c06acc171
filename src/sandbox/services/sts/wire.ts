import { queryService } from '../../api/protocols.js';
import type { ControlService } from '../../api/service.js';
import type { Sts } from './model.js';
import { STS_OPERATIONS } from './operations.js';

/** STS over the query protocol. */
export function stsWire(sts: Sts): ControlService {
  return queryService({
    signingNames: ['sts'],
    namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    supported: STS_OPERATIONS,
    permissions: {
      // "No permissions are required to perform this operation", which a policy cannot deny ("GetCallerIdentity").
      GetCallerIdentity: () => [],
      AssumeRole: ({ RoleArn }) => ({ action: 'sts:AssumeRole', resource: String(RoleArn) }),
    },
    operations: {
      GetCallerIdentity(_input, { accessKeyId }) {
        const { arn, userId, account } = sts.caller(accessKeyId);
        return { Arn: arn, UserId: userId, Account: account };
      },
      AssumeRole(
        { RoleArn, RoleSessionName, DurationSeconds = '3600', Policy, SerialNumber, TokenCode, ExternalId },
        call,
      ) {
        const session = sts.assumeRole(call.accessKeyId, {
          roleArn: String(RoleArn),
          sessionName: RoleSessionName,
          durationSeconds: Number(DurationSeconds),
          policy: Policy,
          serial: SerialNumber,
          code: TokenCode,
          externalId: ExternalId,
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
