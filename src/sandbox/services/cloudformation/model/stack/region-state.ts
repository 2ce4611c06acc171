import { validationError } from '../errors.js';
import type { Stack } from './stack.js';

/** All stacks of one region, deleted ones too: those are still described by id. */
export class RegionState {
  readonly region: string;
  readonly #byId = new Map<string, Stack>();

  constructor(region: string) {
    this.region = region;
  }

  add(stack: Stack): void {
    this.#byId.set(stack.id, stack);
  }

  /** Newest first. */
  all(): Stack[] {
    return [...this.#byId.values()].reverse();
  }

  /** The stack that has the name now, or the one with the id, deleted or not. */
  find(nameOrId: string): Stack | undefined {
    return this.#byId.get(nameOrId) ?? this.live().find((stack) => stack.name === nameOrId);
  }

  live(): Stack[] {
    return this.all().filter((stack) => stack.status !== 'DELETE_COMPLETE');
  }

  /** @throws ServiceError `ValidationError` when there is no such export in the region. */
  importValue(name: string): string {
    const found = this.live()
      .flatMap((stack) => stack.outputs)
      .find((output) => output.exportName === name);
    if (!found) throw validationError(`No export named ${name} found.`);
    return found.value;
  }

  /** Names of the stacks that import an export. */
  importersOf(exportName: string): string[] {
    return this.live()
      .filter((stack) => stack.imports.has(exportName))
      .map((stack) => stack.name);
  }

  /** The other stack that has an export of this name. */
  exporterOf(exportName: string, except: Stack): Stack | undefined {
    return this.live().find((stack) => stack !== except && stack.outputs.some((one) => one.exportName === exportName));
  }
}
