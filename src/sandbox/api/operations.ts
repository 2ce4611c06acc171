import { ServiceError } from '../services/service-error.js';

/**
 * The operations that a service of the sandbox has, by AWS's names, each with the members of its input that have their
 * effect. A request with another member is refused by name, so that nothing depends on what has no effect here.
 * Undefined: the service checks its members itself.
 */
export type Operations = Readonly<Record<string, readonly string[] | undefined>>;

/**
 * Refuses by name a member that the sandbox would ignore. A member that is off or empty asks for nothing.
 *
 * @param call what the refusal names, such as `cloudformation:CreateStack`
 * @throws ServiceError
 */
export function checkMembers(call: string, takes: readonly string[] | undefined, input: object): void {
  if (!takes) return;
  const other = Object.entries(input).find(([name, value]) => !takes.includes(name) && !asksForNothing(value));
  if (other) throw unsupportedMember(call, other[0]);
}

/** The refusal of a member that the real service has and the sandbox does not. */
export function unsupportedMember(call: string, member: string): ServiceError {
  return new ServiceError('NotImplemented', `The sandbox does not support ${member} of ${call}.`, 501);
}

function asksForNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === 'false' || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** A service without a name for what it does, or a permission for what it has, would be open to every caller. */
export function checkComplete(definition: {
  signingNames: readonly string[];
  supported: Operations;
  operations: Readonly<Record<string, unknown>>;
  permissions: Readonly<Record<string, unknown>>;
}): void {
  const { signingNames, supported, operations, permissions } = definition;
  const open = Object.keys(operations).filter((name) => !(name in permissions));
  if (open.length > 0) throw new Error(`No permission is known for ${signingNames}:${open.join(', ')}`);
  const names = [...Object.keys(operations), ...Object.keys(supported)];
  const strangers = names.filter((name) => !(name in operations) || !(name in supported));
  if (strangers.length > 0) throw new Error(`${signingNames}:${strangers.join(', ')} is not listed, or only listed`);
}
