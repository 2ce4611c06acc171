import { BaseCommand } from '../../../cli/base-command.js';
import { endpointFlag, faultArgs, faultFlags, faultOf } from '../../../cli/fault-flags.js';
import { runningSandbox } from '../../../cli/sandbox-key.js';
import { faultClient } from '../../../sandbox/faults/fault-client.js';
import { STREAM_FAULTS } from '../../../sandbox/faults/stream-fault.js';

export default class SandboxFaultAdd extends BaseCommand {
  static override summary = 'Add a fault to a running sandbox.';

  static override description = `Kinds:
resource        CloudFormation's operation on a resource fails (--message), is delayed (--delay), or both. --on says which operation; --stack, --resource and --region narrow it down.
                With --hook, a hook of that type refuses the resource.
change-set      CloudFormation refuses a change set before anything is made (--message): its own validation does, or a hook (--hook).
refusal         An API (--service, --action, --region) refuses calls with an error of the service: --code, --message, --status.
throttle        An API (--service, --action, --region) accepts only --per-second calls per second.
region          The endpoints of a region (--region, --service) refuse connections, hang, or cut the connection after carrying out the call (--how). --how lost takes all of the region away at once: its origin and APIs, replica, functions and schedules.
stream          The origin of a region's stream (--region) does what --how says; see below.
expired-token   Every call is refused, as if the session had expired.
foreign-change  The owner of a distribution (--distribution-id) updates it, and removes the functions attached to it.
stack-status    A stack (--stack, --region) has a status (--status); an IN_PROGRESS status lasts for --delay seconds.
The last two happen once. The others last until they are cleared, or --for is over, or they were hit --times times.

Faults of a stream combine. --only limits refuse, hang, cut, status and slow to playlists, segments, audio or video. A stream whose fault ends goes on where an encoder that was never stopped would be; segments stay what they were when they were published.
${Object.entries(STREAM_FAULTS)
  .map(([how, what]) => `${how.padEnd(16)}${what}`)
  .join('\n')}

Exit codes: 0 done, 1 failed, 2 refused.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> resource --stack copilot --on create --message "Role is invalid" --times 1',
    '<%= config.bin %> <%= command.id %> resource --stack copilot --resource Copilot --on create --hook Org::Guard::Tags --message "Tag it"',
    '<%= config.bin %> <%= command.id %> change-set --stack copilot --resource Copilot --message "A function of this name already exists."',
    '<%= config.bin %> <%= command.id %> refusal --service s3 --action PUT --code OperationAborted --status 409 --message "Try again." --times 2',
    '<%= config.bin %> <%= command.id %> throttle --service cloudformation --per-second 2',
    '<%= config.bin %> <%= command.id %> region --region eu-west-1 --how hang',
    '<%= config.bin %> <%= command.id %> region --region eu-west-1 --how lost --for 2m',
    '<%= config.bin %> <%= command.id %> stream --region eu-west-1 --how freeze --for 30s',
    '<%= config.bin %> <%= command.id %> stream --region eu-west-1 --how status --status 503 --only playlists',
    '<%= config.bin %> <%= command.id %> stream --region eu-west-2 --how lag --segments 2',
    '<%= config.bin %> <%= command.id %> expired-token --after 40',
    '<%= config.bin %> <%= command.id %> foreign-change --distribution-id E1A2B3C4D5E6F7',
    '<%= config.bin %> <%= command.id %> stack-status --region us-east-1 --stack spring-final-copilot --status ROLLBACK_COMPLETE',
  ];

  static override args = faultArgs;

  static override flags = { endpoint: endpointFlag, ...faultFlags };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(SandboxFaultAdd);
    const fault = faultOf(args.kind, flags);
    const sandbox = await runningSandbox(this.config.cacheDir, flags.endpoint, process.env);
    const id = await faultClient(sandbox, fetch).add(fault);
    this.log(id ? `Added ${id}. Remove it with: cvs sandbox fault clear ${id}` : 'Done.');
    return { id: id ?? null };
  }
}
