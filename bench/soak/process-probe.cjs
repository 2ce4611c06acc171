// Preloaded into a measured process: tells over the IPC channel how much memory it uses, and counts the requests of its
// HTTP servers. What the process starts itself is not probed, although it may inherit the arguments.
// In: { probe: 'read', gc } or { probe: 'snapshot', path }; out: { probe, … }.
const { subscribe } = require('node:diagnostics_channel');
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { writeHeapSnapshot } = require('node:v8');

if (process.env.CVS_PROBE && process.send) {
  delete process.env.CVS_PROBE;

  const delay = monitorEventLoopDelay({ resolution: 50 });
  delay.enable();
  /** By port: how the requests ended. */
  const ports = {};
  /** When each request that has no answer yet arrived. */
  const waiting = new Map();

  subscribe('http.server.request.start', ({ request, response, socket }) => {
    ports[socket.localPort] ??= { begun: 0, answered: 0, abandoned: 0, brokenOff: 0 };
    const counts = ports[socket.localPort];
    counts.begun += 1;
    waiting.set(response, { atMs: performance.now(), what: `${request.method} :${socket.localPort}${request.url}` });
    response.once('close', () => {
      waiting.delete(response);
      if (response.writableFinished) counts.answered += 1;
      // Whoever asked has closed the connection, as players do that leave.
      else if (socket.readableEnded || socket.errored) counts.abandoned += 1;
      else counts.brokenOff += 1;
    });
  });

  process.on('message', ({ probe, gc, path }) => {
    if (probe === 'read') {
      if (gc) globalThis.gc?.();
      const now = performance.now();
      const late = [...waiting.values()].filter(({ atMs }) => now - atMs > 30_000).map(({ what }) => what);
      const delayMs = delay.max / 1e6;
      delay.reset();
      process.send({ probe, memory: process.memoryUsage(), delayMs, ports, waiting: waiting.size, late });
    } else if (probe === 'snapshot') {
      globalThis.gc?.();
      process.send({ probe, path: writeHeapSnapshot(path) });
    }
  });
  // The channel keeps nobody alive; without the bench the process ends as by Ctrl-C.
  process.channel.unref();
  process.on('disconnect', () => process.kill(process.pid, 'SIGINT'));
}
