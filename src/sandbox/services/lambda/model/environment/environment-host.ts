import { makeBaseFolder, removeFolder } from './environment-folders.js';
import { OrphanGuard } from './orphan-guard.js';

/** What the execution environments of a sandbox stand on. */
export interface Ground {
  /** The folder that they all live in. */
  base: string;
  guard: OrphanGuard;
}

/** Makes the ground of a sandbox's execution environments when the first one needs it, and clears it. */
export class EnvironmentHost {
  #ground: Promise<Ground> | undefined;

  ground(): Promise<Ground> {
    this.#ground ??= makeBaseFolder().then((base) => ({ base, guard: new OrphanGuard(base) }));
    return this.#ground;
  }

  /** Kills what still runs and deletes the folder. */
  async close(): Promise<void> {
    const ground = await this.#ground?.catch(() => undefined);
    await ground?.guard.close();
    if (ground) await removeFolder(ground.base);
  }
}
