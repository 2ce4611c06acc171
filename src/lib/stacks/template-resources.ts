import { parse } from 'yaml';
import type { ResourceChange } from './describe-changes.js';

/**
 * The resources of a template, from its text alone, for when CloudFormation cannot be asked. Conditions are not
 * evaluated: a resource that has one is listed.
 */
export function templateResources(template: string): ResourceChange[] {
  // YAML tags such as !Ref are ignored.
  const { Resources } = parse(template, { logLevel: 'silent' }) as { Resources: Record<string, { Type: string }> };
  return Object.entries(Resources).map(([logicalId, { Type: type }]) => ({
    logicalId,
    type,
    action: 'add',
    replacement: 'never',
    properties: [],
  }));
}
