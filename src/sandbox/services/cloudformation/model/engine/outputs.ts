import { validationError } from '../errors.js';
import { type DesiredState, scopeOf } from '../stack/desired-state.js';
import type { StackOutput } from '../stack/records.js';
import { resolveValue } from '../template/intrinsics.js';
import { lookupIn } from './make-resources.js';
import type { Run } from './run.js';

/**
 * Resolves a stack's outputs and checks its exports against those of the region's other stacks.
 *
 * @throws ServiceError `ValidationError`; the stack then rolls back.
 */
export function resolveOutputs(run: Run, desired: DesiredState, imports: Set<string>): StackOutput[] {
  const scope = scopeOf(desired.input, desired.pseudo, lookupIn(run, imports));
  const outputs = [...desired.outputs].map(([key, output]): StackOutput => {
    const value = resolveValue(output.value, scope);
    if (value === undefined || (typeof value === 'object' && value !== null)) {
      throw validationError(
        `Template format error: The Value field of every Outputs member must evaluate to a String. (${key})`,
      );
    }
    const exportName = output.exportName === undefined ? undefined : String(resolveValue(output.exportName, scope));
    // "Outputs", Export, CloudFormation Template Reference.
    if (exportName !== undefined && !/^[A-Za-z0-9:-]{1,255}$/.test(exportName)) {
      throw validationError(
        `Export name ${exportName} of output ${key} can contain only alphanumeric characters, colons, or hyphens`,
      );
    }
    return { key, value: String(value), description: output.description, exportName };
  });
  const exported = new Map(outputs.flatMap((one) => (one.exportName ? [[one.exportName, one.value] as const] : [])));
  for (const name of exported.keys()) {
    const other = run.state.exporterOf(name, run.stack);
    if (other) throw validationError(`Export with name ${name} is already exported by stack ${other.name}`);
  }
  for (const { exportName, value } of run.stack.outputs) {
    if (!exportName || exported.get(exportName) === value) continue;
    const importers = run.state.importersOf(exportName);
    if (!importers.length) continue;
    const verb = exported.has(exportName) ? 'updated' : 'deleted';
    throw validationError(inUse(exportName, verb, importers));
  }
  return outputs;
}

/** CloudFormation's words for an export that other stacks import (aws-cdk issue 604 has them). */
export function inUse(exportName: string, verb: 'updated' | 'deleted', importers: readonly string[]): string {
  const names = [importers.slice(0, -1).join(', '), importers.at(-1)].filter(Boolean).join(' and ');
  return `Export ${exportName} cannot be ${verb} as it is in use by ${names}`;
}
