import { apiFaults } from '../faults/api-faults.js';
import type { FaultRegister } from '../faults/fault-register.js';
import type { Rule } from './pipeline.js';

/**
 * The rules that a signed call of any service passes, in this order, before its service sees it. Add here, as a file of
 * its own and a line, what concerns every service: who may call, how often, what goes wrong. `api/pipeline.ts` runs
 * the rules.
 *
 * @param intercept a rule that the caller of `startSandbox` adds
 */
export function requestRules(register: FaultRegister, intercept: Rule | undefined): readonly Rule[] {
  return [...(intercept ? [intercept] : []), apiFaults(register)];
}
