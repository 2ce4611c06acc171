import type {
  ResourceContext,
  ResourceHandler,
  ResourceProperties,
} from '../../../../../src/sandbox/resources/resource-handler.js';

interface Toy {
  type: string;
  properties: ResourceProperties;
  tags: Readonly<Record<string, string>>;
}

/**
 * A service with two resource types that obey their properties. Both have Name (create-only), Size and Note;
 * what goes wrong is said by `fail` and by `Size: too big`.
 */
export class ToyService {
  readonly toys = new Map<string, Toy>();
  /** Calls in the order they came: `create Name`, `update id`, `delete id`. */
  readonly calls: string[] = [];
  /** A call that is in here (as in `calls`) fails. */
  readonly fail = new Set<string>();
  #count = 0;

  /** A resource whose Wait property is `forever` is not done before the operation is stopped. */
  handlers(): ResourceHandler[] {
    return ['Toy::Box::Thing', 'AWS::IAM::Role', 'AWS::SNS::TopicPolicy'].map((type) => ({
      type,
      createOnly: ['Name', 'RoleName'],
      latencyMs: { create: 1, update: 1, delete: 1 },
      create: async (properties, context) => {
        this.#note(`create ${context.logicalId}`);
        this.#check(properties);
        this.#count += 1;
        const physicalId = `${context.stackName}-${context.logicalId}-${this.#count}`;
        this.toys.set(physicalId, { type, properties, tags: context.stackTags });
        return this.#made(physicalId, properties, context);
      },
      update: async (physicalId, properties, _previous, context) => {
        this.#note(`update ${context.logicalId}`);
        this.#check(properties);
        this.toys.set(physicalId, { type, properties, tags: context.stackTags });
        return this.#made(physicalId, properties, context);
      },
      delete: async (physicalId, _properties, context) => {
        this.#note(`delete ${context.logicalId}`);
        this.toys.delete(physicalId);
      },
    }));
  }

  /** Properties of every toy there is, by physical id. */
  contents(): Record<string, ResourceProperties> {
    return Object.fromEntries([...this.toys].map(([id, toy]) => [id, toy.properties]));
  }

  #note(call: string): void {
    this.calls.push(call);
    if (this.fail.has(call)) throw new Error(`${call} was refused`);
  }

  #check(properties: ResourceProperties): void {
    if (properties.Size === 'too big') throw new Error('Size too big is not valid');
  }

  async #made(physicalId: string, properties: ResourceProperties, context: ResourceContext) {
    if (properties.Wait === 'forever') {
      await new Promise<void>((resolve) => {
        // As a real service would, it takes a moment to stop.
        const stop = () => setTimeout(resolve, 10);
        if (context.signal.aborted) stop();
        context.signal.addEventListener('abort', stop);
      });
    }
    return {
      physicalId,
      attributes: { Arn: `arn:toy:${context.region}:${physicalId}`, Size: String(properties.Size ?? '') },
    };
  }
}
