import { parse } from 'yaml';
import type { ResourceChange } from './describe-changes.js';

/**
 * What a template makes, from its text alone, for as long as CloudFormation cannot be asked. Conditions are not
 * evaluated: a resource that has one is listed.
 */
export function templateResources(template: string): ResourceChange[] {
  // Tags such as !Ref mean nothing here.
  const { Resources } = parse(template, { logLevel: 'silent' }) as { Resources: Record<string, { Type: string }> };
  return Object.entries(Resources).map(([logicalId, { Type: type }]) => ({
    logicalId,
    type,
    action: 'add',
    replacement: 'never',
    properties: [],
  }));
}
