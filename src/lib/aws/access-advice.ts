/** A kind of policy that refuses, and who can change that. */
interface PolicyKind {
  /** What the service's message calls it. */
  named: RegExp;
  /** @param action that was refused */
  advice: (action: string) => string;
}

const OTHER_PERMISSIONS = 'Other permissions of these credentials do not help.';

/**
 * The kinds of policy that messages name (IAM User Guide, "Troubleshoot access denied error messages"): "with an explicit
 * deny in a service control policy", "because no permissions boundary allows the … action". The first that fits counts.
 */
const POLICY_KINDS: readonly PolicyKind[] = [
  {
    named: /service control polic/i,
    advice: (action) =>
      `A service control policy of the organization refuses ${action} in this account or region. ${OTHER_PERMISSIONS} Ask the organization’s administrators.`,
  },
  {
    named: /resource control polic/i,
    advice: (action) =>
      `A resource control policy of the organization refuses ${action} on this resource. ${OTHER_PERMISSIONS} Ask the organization’s administrators.`,
  },
  {
    named: /permissions boundary/i,
    advice: (action) =>
      `The permissions boundary of these credentials does not allow ${action}. ${OTHER_PERMISSIONS} Ask for it in the boundary.`,
  },
  {
    named: /session polic/i,
    advice: (action) =>
      `The session was begun with a policy of its own that does not allow ${action}. Assume the role without it, or use another profile (AWS_PROFILE).`,
  },
  {
    named: /VPC endpoint polic/i,
    advice: (action) =>
      `The policy of the VPC endpoint through which this machine reaches AWS does not allow ${action}. Ask those who run the network, or run cvs elsewhere.`,
  },
  {
    named: /role trust polic/i,
    advice: () => 'The trust policy of the role does not let these credentials assume it: ask those who own the role.',
  },
  {
    named: /resource-based polic/i,
    advice: (action) =>
      `The policy of the resource itself, such as a bucket policy or a key policy, does not allow ${action}: ask those who own the resource.`,
  },
];

/** Calls that an account may allow only for roles with a boundary (IAM User Guide, "Permissions boundaries"). */
const MAKES_ROLES = /iam:(CreateRole|PutRolePolicy|AttachRolePolicy|PutRolePermissionsBoundary)/;

/** What an account may demand of buckets and objects (Amazon S3 User Guide, "Amazon S3 condition key examples"). */
const WRITES_TO_S3 = /s3:(PutObject|CreateBucket)/;

/**
 * What to do about a call that was refused for lack of permission.
 *
 * @param message of the service
 * @param call IAM action of the call; the message may name another one that it needs
 */
export function accessAdvice(message: string, call: string): string[] {
  const action = /not authorized to perform: ([\w-]+:\w+)/.exec(message)?.[1] ?? call;
  const isDenied = /explicit deny/i.test(message);
  const kind = POLICY_KINDS.find(({ named }) => named.test(message));
  return [
    ...(isDenied ? demandsOf(action, message) : []),
    kind?.advice(action) ??
      (isDenied
        ? `A policy denies ${action} explicitly, whatever others allow. Ask for an exception, or use another profile (AWS_PROFILE).`
        : `Ask for permission for ${action}, or use a profile that has it (AWS_PROFILE).`),
  ];
}

/** What a deny may demand that cvs can be told to give. */
function demandsOf(action: string, message: string): string[] {
  // A handler's message may name the call only as "API: iam:CreateRole".
  const named = `${action} ${message}`;
  if (MAKES_ROLES.test(named)) {
    return ['If the account demands a permissions boundary, set `permissionsBoundaryArn` in the cluster file.'];
  }
  if (WRITES_TO_S3.test(named)) {
    return ['If the account demands encryption or tags, set `assets.encryption` and `tags` in the cluster file.'];
  }
  return [];
}
