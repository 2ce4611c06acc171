import type { ResourceProperties } from '../../../../resources/resource-handler.js';
import type { ParameterValues } from '../template/parameters.js';
import type { ResourceDefinition, Template } from '../template/template.js';

/** All that a caller gives to describe a stack. */
export interface StackInput {
  templateText: string;
  template: Template;
  parameters: ParameterValues;
  tags: Readonly<Record<string, string>>;
  capabilities: readonly string[];
  notificationArns: readonly string[];
}

/** One resource of a stack as it is now. */
export interface ResourceRecord {
  readonly logicalId: string;
  readonly type: string;
  /** Absent until the resource's service has assigned it. */
  physicalId?: string;
  attributes: Readonly<Record<string, unknown>>;
  /** The resolved properties that were applied last. */
  properties: ResourceProperties;
  /** From the template that was applied last. */
  definition: ResourceDefinition;
  /** Logical ids of the resources that it needs. */
  dependsOn: ReadonlySet<string>;
  status: string;
  statusReason?: string;
  /** ms since the epoch. */
  updatedAt: number;
}

export interface StackEvent {
  eventId: string;
  /** ms since the epoch. */
  at: number;
  logicalId: string;
  physicalId: string;
  type: string;
  status: string;
  reason?: string;
  properties?: ResourceProperties;
  token?: string;
  hook?: HookResult;
}

/** What a hook said of a resource before CloudFormation worked on it ("StackEvent", CloudFormation API Reference). */
export interface HookResult {
  /** Type name, such as `Org::Guard::Tags`. */
  type: string;
  status: 'HOOK_COMPLETE_FAILED' | 'HOOK_COMPLETE_SUCCEEDED';
  reason: string;
  mode: 'FAIL' | 'WARN';
}

export interface StackOutput {
  key: string;
  value: string;
  description?: string;
  exportName?: string;
}

/** Whether there is something to delete, as far as CloudFormation knows. */
export function exists(record: ResourceRecord): boolean {
  return record.physicalId !== undefined && record.status !== 'DELETE_COMPLETE' && record.status !== 'DELETE_SKIPPED';
}
