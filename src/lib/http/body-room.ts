/** A body of so many bytes needs no room: as many as there are connections do no harm. */
export const SMALL_BYTES = 256 * 1024;

interface Waiting {
  bytes: number;
  go(): void;
}

/**
 * Room for the bodies that are held at a time, in bytes: what is longer than {@link SMALL_BYTES} waits for it, in the order
 * of asking. Otherwise a detector that follows twenty long playlists would hold them all at once, in a function with 256 MB.
 *
 * Nobody asks for more while it has some, so that nobody waits for ever.
 */
export class BodyRoom {
  readonly #all: number;
  #free: number;
  readonly #waiting: Waiting[] = [];

  /** @param bytes what may be held at a time; one body that may be longer gets all of it */
  constructor(bytes: number) {
    this.#all = bytes;
    this.#free = bytes;
  }

  /**
   * Takes room at once, or later.
   *
   * @param bytes what the body may have at most
   * @param go is called when there is room; not when there is at once
   * @returns what gives it back, also what is not there yet; `isWaiting` where it is not
   */
  take(bytes: number, go: () => void = () => {}): { release(): void; isWaiting: boolean } {
    const wanted = Math.min(bytes, this.#all);
    let state: 'waiting' | 'taken' | 'released' = 'waiting';
    const own: Waiting = {
      bytes: wanted,
      go: () => {
        state = 'taken';
        go();
      },
    };
    const release = () => {
      if (state === 'waiting') this.#waiting.splice(this.#waiting.indexOf(own), 1);
      else if (state === 'taken') this.#free += wanted;
      state = 'released';
      this.#next();
    };
    if (this.#waiting.length > 0 || wanted > this.#free) {
      this.#waiting.push(own);
      return { release, isWaiting: true };
    }
    this.#free -= wanted;
    state = 'taken';
    return { release, isWaiting: false };
  }

  #next(): void {
    for (;;) {
      const [first] = this.#waiting;
      if (!first || first.bytes > this.#free) return;
      this.#waiting.shift();
      this.#free -= first.bytes;
      first.go();
    }
  }
}

/** What one request holds of the room. */
export class HeldRoom {
  readonly #room: BodyRoom;
  readonly #onWait: (isWaiting: boolean) => void;
  #release: (() => void) | undefined;

  /** @param onWait is told when the request begins to wait for room, and when it goes on */
  constructor(room: BodyRoom, onWait: (isWaiting: boolean) => void) {
    this.#room = room;
    this.#onWait = onWait;
  }

  get isTaken(): boolean {
    return this.#release !== undefined;
  }

  /**
   * Takes room, once until it is given back.
   *
   * @param go is called when there is room, where there is none at once
   * @returns whether there is room at once
   */
  take(bytes: number, go: () => void): boolean {
    const taken = this.#room.take(bytes, () => {
      this.#onWait(false);
      go();
    });
    this.#release = taken.release;
    if (taken.isWaiting) this.#onWait(true);
    return !taken.isWaiting;
  }

  release(): void {
    this.#release?.();
    this.#release = undefined;
  }
}
