// A process with a sandbox's services, of which one function waits for its next invocation and another one never
// ends. It prints their process ids and folders, and stays.
import { eventually } from '../../../support/service-server.js';
import { REGION, startFunctions } from './deploy-function.js';

const { deploy, invoke, server } = await startFunctions();
await deploy('waits', 'exports.handler = async () => [process.pid, process.env.TMPDIR];');
const { json: waits } = await invoke('waits', {});
await deploy(
  'loops',
  `exports.handler = async () => {
     console.log('runs ' + JSON.stringify([process.pid, process.env.TMPDIR]));
     for (;;);
   };`,
  { Timeout: 900 },
);
void server.lambda.invoke('loops', {}, { region: REGION });
const line = await eventually(
  () => server.lambda.logs(REGION, 'loops').find((one) => one.includes('runs')),
  (found) => found !== undefined,
);
const loops = JSON.parse(line?.split('runs ')[1] ?? '');
console.log(JSON.stringify([waits, loops]));
