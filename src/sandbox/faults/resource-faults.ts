import type { SandboxEnvironment } from '../environment.js';
import { HookFailure } from '../resources/hook-failure.js';
import type { ResourceContext, ResourceHandler } from '../resources/resource-handler.js';
import type { ResourceFault } from './fault.js';
import type { FaultRegister } from './fault-register.js';

/** The handler with the active faults: it fails, or takes longer. */
export function withResourceFaults(
  handler: ResourceHandler,
  register: FaultRegister,
  env: Pick<SandboxEnvironment, 'latency'>,
): ResourceHandler {
  const applyFault = async (on: ResourceFault['on'], context: ResourceContext) => {
    const fault = register.hit('resource', (spec) => spec.on === on && concerns(spec, handler.type, context));
    if (fault?.delaySeconds) await env.latency(fault.delaySeconds * 1000, context.signal);
    if (fault?.hook !== undefined) throw new HookFailure(fault.hook, fault.message ?? '');
    if (fault?.message !== undefined) throw new Error(fault.message);
  };
  return {
    type: handler.type,
    createOnly: handler.createOnly,
    latencyMs: handler.latencyMs,
    existing: handler.existing,
    async create(properties, context) {
      await applyFault('create', context);
      return handler.create(properties, context);
    },
    async update(physicalId, properties, previous, context) {
      await applyFault('update', context);
      return handler.update(physicalId, properties, previous, context);
    },
    async delete(physicalId, properties, context) {
      await applyFault('delete', context);
      return handler.delete(physicalId, properties, context);
    },
  };
}

function concerns(spec: ResourceFault, type: string, { region, stackName, logicalId }: ResourceContext): boolean {
  return (
    concernsStack(spec, region, stackName) &&
    (spec.resource === undefined || spec.resource === logicalId || spec.resource === type)
  );
}

/** Whether a fault is meant for a stack: in its region, and by its name or the end of its name. */
export function concernsStack(
  { region, stack }: { region?: string; stack?: string },
  ofRegion: string,
  stackName: string,
): boolean {
  return (
    (region === undefined || region === ofRegion) &&
    (stack === undefined || stackName === stack || stackName.endsWith(`-${stack}`))
  );
}
