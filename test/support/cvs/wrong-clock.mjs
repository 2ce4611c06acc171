/** Loaded before the command (`node --import`): this process's wall clock is CLOCK_AHEAD_MS ahead of the machine's. */
const aheadMs = Number(process.env.CLOCK_AHEAD_MS);
const RightDate = Date;

globalThis.Date = class extends RightDate {
  constructor(...parts) {
    super(...(parts.length === 0 ? [RightDate.now() + aheadMs] : parts));
  }

  static now() {
    return RightDate.now() + aheadMs;
  }
};
