import { startDeployedSandbox } from '/tmp/w/tests/test/support/deployed-sandbox.js';

for (let i = 0; i < 3; i++) {
  const a = performance.now();
  const c0 = process.cpuUsage();
  const d = await startDeployedSandbox();
  const u = process.cpuUsage(c0);
  console.log('deployed', Math.round(performance.now() - a), 'cpu', Math.round((u.user + u.system) / 1000));
  await d.close();
}
process.exit(0);
