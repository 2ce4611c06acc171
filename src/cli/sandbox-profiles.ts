import { rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { assetRegions } from '../lib/assets/publish-assets.js';
import { AwsClients } from '../lib/aws/aws-clients.js';
import { callerOf } from '../lib/aws/caller.js';
import { CvsError, ExitCode, messageOf } from '../lib/errors.js';
import type { PolicyNames } from '../lib/iam/policy.js';
import { type PolicyKind, policyOf } from '../lib/iam/role-policies.js';
import type { AccessKey } from '../sandbox/access-keys.js';
import type { Sandbox } from '../sandbox/start-sandbox.js';
import { REHEARSAL } from './sandbox-guide.js';

/** The roles of docs/iam.md, and the policies of each. */
const ROLES: Readonly<Record<string, readonly PolicyKind[]>> = {
  viewer: ['viewer'],
  verifier: ['viewer', 'verifier'],
  operator: ['operator'],
  deployer: ['deployer', 'verifier', 'serving', 'running'],
};

/**
 * Makes the documented roles in a sandbox, for the cluster that its guide deploys, and writes a profile with the key of each
 * into a credentials file that only its user can read.
 *
 * @returns removes the file
 * @throws CvsError CANNOT_WRITE
 */
export async function writeProfiles(path: string, sandbox: Sandbox): Promise<() => Promise<void>> {
  const clients = new AwsClients({ endpoint: sandbox.endpoint, credentials: sandbox.credentials });
  try {
    const { account } = await callerOf(clients, sandbox.streams[0]?.region ?? '');
    const names: PolicyNames = {
      ...REHEARSAL,
      account,
      distributionIds: sandbox.streams.map(({ distributionId }) => distributionId),
      regions: assetRegions({ regions: sandbox.streams }),
    };
    const profiles: string[] = [];
    for (const [role, kinds] of Object.entries(ROLES)) {
      const roleArn = await makeRole(
        clients,
        account,
        role,
        kinds.map((kind) => [kind, policyOf(kind, names)]),
      );
      profiles.push(profileText(role, sandbox.keys.session({ role: { roleArn, sessionName: role } })));
    }
    // A file that is there already has its own mode, and may be a link.
    await rm(path, { force: true });
    await writeFile(path, profiles.join('\n'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (error instanceof CvsError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const message = `${path} cannot be written: ${messageOf(error)}`;
    throw new CvsError({ code: 'CANNOT_WRITE', message, exitCode: ExitCode.usage, cause: error });
  } finally {
    await clients.close();
  }
  return () => rm(path, { force: true });
}

/** What to type to be one of the roles. */
export function profilesGuide(path: string): string {
  return [
    '',
    `To be a role of docs/iam.md instead, ${Object.keys(ROLES).join(', ')}:`,
    '',
    'unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN',
    `export AWS_SHARED_CREDENTIALS_FILE=${resolve(path)}`,
    'export AWS_PROFILE=viewer',
    '',
  ].join('\n');
}

async function makeRole(
  clients: AwsClients,
  account: string,
  RoleName: string,
  policies: readonly (readonly [name: string, policy: object])[],
): Promise<string> {
  const { CreateRoleCommand, PutRolePolicyCommand } = await import('@aws-sdk/client-iam');
  const iam = await clients.iam();
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'sts:AssumeRole' }],
  };
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) }));
  for (const [PolicyName, policy] of policies) {
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: JSON.stringify(policy) }));
  }
  return Role?.Arn ?? '';
}

function profileText(name: string, { accessKeyId, secretAccessKey, sessionToken = '' }: AccessKey): string {
  return [
    `[${name}]`,
    `aws_access_key_id = ${accessKeyId}`,
    `aws_secret_access_key = ${secretAccessKey}`,
    `aws_session_token = ${sessionToken}`,
    '',
  ].join('\n');
}
