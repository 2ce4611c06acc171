// Loaded into clients that look at a stack every few seconds: they look twenty times as often, since the sandbox is as
// much faster than AWS.
const { setTimeout: wait } = globalThis;
const hurried = (done, delayMs, ...rest) => wait(done, delayMs >= 500 ? delayMs / 20 : delayMs, ...rest);
globalThis.setTimeout = Object.assign(hurried, wait);
