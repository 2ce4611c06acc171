import { type NeedsOf, onAnything } from '../../api/need.js';

/** What IAM's operations need ("Actions, resources, and condition keys for AWS IAM", Service Authorization Reference). */
export function iamPermissions(accountId: string): Readonly<Record<string, NeedsOf>> {
  const onRole =
    (name: string): NeedsOf =>
    ({ RoleName, Path = '/', PermissionsBoundary }) => ({
      action: `iam:${name}`,
      resource: `arn:aws:iam::${accountId}:role${Path}${RoleName}`,
      context: { 'iam:PermissionsBoundary': PermissionsBoundary },
    });
  return {
    CreateRole: onRole('CreateRole'),
    DeleteRole: onRole('DeleteRole'),
    DeleteRolePolicy: onRole('DeleteRolePolicy'),
    GetRole: onRole('GetRole'),
    GetRolePolicy: onRole('GetRolePolicy'),
    ListRolePolicies: onRole('ListRolePolicies'),
    ListRoles: onAnything('iam:ListRoles'),
    PutRolePolicy: onRole('PutRolePolicy'),
    SimulatePrincipalPolicy: ({ PolicySourceArn }) => ({
      action: 'iam:SimulatePrincipalPolicy',
      resource: String(PolicySourceArn),
    }),
  };
}
