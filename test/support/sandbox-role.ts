import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import type { Sandbox } from '../../src/sandbox/start-sandbox.js';

const ACCOUNT = '123456789012';

/**
 * Makes a role that everybody in the sandbox's account may assume.
 *
 * @param policies inline policies, as JSON, by name
 * @returns its ARN
 */
export async function makeRole(
  sandbox: Pick<Sandbox, 'endpoint' | 'credentials'>,
  name: string,
  policies: Readonly<Record<string, string>> = {},
): Promise<string> {
  const iam = new IAMClient({ endpoint: sandbox.endpoint, credentials: sandbox.credentials, region: 'us-east-1' });
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole' }],
  };
  try {
    await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) }));
    for (const [PolicyName, PolicyDocument] of Object.entries(policies)) {
      await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName, PolicyDocument }));
    }
  } finally {
    iam.destroy();
  }
  return `arn:aws:iam::${ACCOUNT}:role/${name}`;
}
