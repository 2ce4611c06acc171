import type { SandboxEnvironment } from '../environment.js';
import { ServiceError } from '../services/service-error.js';
import { generatedName } from './generated-name.js';
import { onlyProperties, textProperty } from './properties.js';
import type { CreatedResource, ResourceContext, ResourceHandler, ResourceProperties } from './resource-handler.js';

/**
 * A resource type without behavior in the sandbox: resources have a name and attributes, and can be created and
 * deleted.
 */
export interface StoredType {
  type: string;
  /** The property that names it. */
  nameProperty: string;
  /** Longest name. */
  nameLength: number;
  /** Names are unique per region, or in the whole account. */
  scope: 'region' | 'account';
  known: readonly string[];
  createOnly: readonly string[];
  latencyMs: ResourceHandler['latencyMs'];
  /** `Ref` and attributes. */
  describe(name: string, region: string): CreatedResource;
  /** The service's own refusal of a name that is taken. */
  taken(name: string): ServiceError;
  /** Refuses properties that the service would refuse. */
  check?(properties: ResourceProperties): void;
}

/** A resource of such a type. */
export interface StoredResource extends CreatedResource {
  name: string;
  region: string;
  properties: ResourceProperties;
}

/** The resources of such a type, by place and name. */
export type StoredResources = Map<string, StoredResource>;

/**
 * Keeps the resources of such a type by name.
 *
 * @param resources where they are kept, for a service that shows them too
 */
export function storedResource(
  env: SandboxEnvironment,
  stored: StoredType,
  resources: StoredResources = new Map(),
): ResourceHandler {
  const place = (name: string, context: ResourceContext) =>
    stored.scope === 'account' ? name : `${context.region}/${name}`;
  // Another region may have one of the same id.
  const find = (physicalId: string, context: ResourceContext) =>
    [...resources].find(([key, one]) => one.physicalId === physicalId && key === place(one.name, context));
  const check = (properties: ResourceProperties) => {
    onlyProperties(stored.type, properties, stored.known);
    stored.check?.(properties);
  };
  return {
    type: stored.type,
    createOnly: stored.createOnly,
    latencyMs: stored.latencyMs,
    existing(properties, context) {
      const name = textProperty(properties, stored.nameProperty);
      return name !== undefined && resources.has(place(name, context)) ? name : undefined;
    },
    async create(properties, context) {
      check(properties);
      const name =
        textProperty(properties, stored.nameProperty) ?? generatedName(context, env.id(12), stored.nameLength);
      if (name.length > stored.nameLength) {
        throw new ServiceError(
          'ValidationError',
          `1 validation error detected: Value '${name}' at '${stored.nameProperty}' failed to satisfy constraint: Member must have length less than or equal to ${stored.nameLength}`,
        );
      }
      if (resources.has(place(name, context))) throw stored.taken(name);
      const created = stored.describe(name, context.region);
      resources.set(place(name, context), { ...created, name, region: context.region, properties });
      return created;
    },
    async update(physicalId, properties, _previous, context) {
      check(properties);
      const [key, found] = find(physicalId, context) ?? [];
      if (!found) throw new ServiceError('NotFound', `${stored.type} ${physicalId} does not exist.`, 404);
      resources.set(`${key}`, { ...found, properties });
      return stored.describe(found.name, context.region);
    },
    async delete(physicalId, _properties, context) {
      const [key] = find(physicalId, context) ?? [];
      if (key !== undefined) resources.delete(key);
    },
  };
}

/** As CloudFormation words it for resource types that it checks itself. */
export function alreadyExists(type: string): (name: string) => ServiceError {
  return (name) =>
    new ServiceError('AlreadyExists', `Resource of type '${type}' with identifier '${name}' already exists.`);
}
