import * as Args from '@oclif/core/args';
import { BaseCommand } from '../cli/base-command.js';
import { profileFlag } from '../cli/deployment-flags.js';
import { GLOBAL_REGION } from '../lib/aws/aws-clients.js';
import { callerOf } from '../lib/aws/caller.js';
import { policyNames } from '../lib/iam/policy.js';
import { POLICY_KINDS, type PolicyKind, policyOf } from '../lib/iam/role-policies.js';

export default class Policy extends BaseCommand {
  static override summary = 'Print an IAM policy for the cluster, as JSON.';

  static override description =
    `The policies of docs/iam.md with the names of this cluster and of the caller's account. A deployer needs three: deployer, serving and running. The resources end where CloudFormation shortens the names that it makes. With permissionsBoundaryArn in the cluster file, a deployer may make roles only with that boundary; boundary prints a policy for it.

Exit codes: 0 printed, 1 failed, 2 the cluster file is missing or wrong.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> operator',
    '<%= config.bin %> <%= command.id %> deployer',
  ];

  static override args = {
    kind: Args.string({
      description:
        'Role (viewer, operator, deployer), what cvs verify and cvs doctor --preflight read besides (verifier), what CloudFormation makes for a deployer (serving, running), or the permissions boundary of the roles that it makes (boundary).',
      options: [...POLICY_KINDS],
      required: true,
    }),
  };

  static override flags = { profile: profileFlag };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(Policy);
    return this.withCluster(flags, async ({ cluster, clients }) => {
      const { account } = await callerOf(clients, cluster.regions[0]?.region ?? GLOBAL_REGION);
      const policy = policyOf(args.kind as PolicyKind, policyNames(cluster, account));
      this.log(JSON.stringify(policy, null, 2));
      return policy;
    });
  }
}
