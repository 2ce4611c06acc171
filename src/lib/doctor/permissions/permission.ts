import type { Purpose } from './needs.js';

/** Whether the caller may do something. */
export interface Permission {
  purpose: Purpose;
  /** Such as `cloudformation:DescribeStacks`. */
  action: string;
  /** ARN or `*`; of a probe, the region that answered. */
  resource: string;
  allowed: boolean;
}

/** What is known of the caller's permissions. */
export interface Permissions {
  /** `simulated`: IAM evaluated the policies. `probed`: calls that change nothing were made, to see whether they are refused. */
  how: 'simulated' | 'probed';
  seen: readonly Permission[];
  /** Actions of which nothing is known. */
  unseen: readonly Pick<Permission, 'purpose' | 'action'>[];
}
