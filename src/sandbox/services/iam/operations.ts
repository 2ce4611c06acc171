import type { Operations } from '../../api/operations.js';

/** What the sandbox has of AWS IAM. */
export const IAM_OPERATIONS: Operations = {
  CreateRole: ['RoleName', 'AssumeRolePolicyDocument', 'Path', 'PermissionsBoundary'],
  GetRole: ['RoleName'],
  ListRoles: ['PathPrefix', 'Marker', 'MaxItems'],
  PutRolePolicy: ['RoleName', 'PolicyName', 'PolicyDocument'],
  GetRolePolicy: ['RoleName', 'PolicyName'],
  ListRolePolicies: ['RoleName'],
  DeleteRolePolicy: ['RoleName', 'PolicyName'],
  DeleteRole: ['RoleName'],
  SimulatePrincipalPolicy: ['PolicySourceArn', 'ActionNames', 'ResourceArns', 'ContextEntries', 'MaxItems', 'Marker'],
};
