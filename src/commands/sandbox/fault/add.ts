import { FaultCommand } from '../../../cli/fault-command.js';
import { faultArgs, faultFlags, faultOf } from '../../../cli/fault-flags.js';

export default class SandboxFaultAdd extends FaultCommand {
  static override summary = 'Make something go wrong in a running sandbox.';

  static override description = `Kinds:
resource        CloudFormation's work on a resource fails (--message), is delayed (--delay), or both. --stack, --resource, --region, --on narrow it.
throttle        An API (--service, --action, --region) takes only --per-second calls a second.
region          A region's endpoints (--region, --service) refuse, hang, or are cut after the call was carried out (--how).
expired-token   Every call is refused as one with an expired session is.
foreign-change  The owner of a distribution (--distribution-id) updates it, and drops the functions attached to it.
stack-status    A stack (--stack, --region) is in a status (--status), for --delay seconds where it says IN_PROGRESS.
The last two happen once; the others stand until they are cleared, or have hit --times times.
Exit codes: 0 done, 1 failed, 2 refused.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> resource --stack copilot --on create --message "Role is invalid" --times 1',
    '<%= config.bin %> <%= command.id %> throttle --service cloudformation --per-second 2',
    '<%= config.bin %> <%= command.id %> region --region eu-west-1 --how hang',
    '<%= config.bin %> <%= command.id %> expired-token --after 40',
    '<%= config.bin %> <%= command.id %> foreign-change --distribution-id E1A2B3C4D5E6F7',
    '<%= config.bin %> <%= command.id %> stack-status --region us-east-1 --stack spring-final-copilot --status ROLLBACK_COMPLETE',
  ];

  static override args = faultArgs;

  static override flags = faultFlags;

  async run(): Promise<object> {
    const { args, flags } = await this.parse(SandboxFaultAdd);
    const fault = await faultOf(args.kind, flags);
    const id = await (await this.faultsAt(flags.endpoint)).add(fault);
    this.log(id ? `${id} stands; end it with: cvs sandbox fault clear ${id}` : 'Done.');
    return { id: id ?? null };
  }
}
