import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { FaultCommand } from '../../../fault-command.js';
import { usageError } from '../../../lib/errors.js';

const KINDS = ['resource', 'throttle', 'region', 'expired-token', 'foreign-change', 'stack-status'];

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

  static override args = { kind: Args.string({ description: 'What goes wrong.', options: KINDS, required: true }) };

  static override flags = {
    region: Flags.string({ summary: 'Region it concerns.' }),
    stack: Flags.string({ summary: 'Stack it concerns; for resource faults the end of its name is enough.' }),
    resource: Flags.string({ summary: 'Logical id or type of a resource.', helpValue: 'NAME' }),
    on: Flags.string({ summary: 'Which work on it.', options: ['create', 'update', 'delete'] }),
    message: Flags.string({ summary: 'What the service says when it fails.', helpValue: 'TEXT' }),
    delay: Flags.integer({ summary: "Seconds of the real service's time.", min: 0, helpValue: 'SECONDS' }),
    service: Flags.string({ summary: 'Signing name of a service, such as cloudformation.' }),
    action: Flags.string({ summary: 'Operation, such as DescribeStackEvents.' }),
    'per-second': Flags.integer({ summary: 'Calls a second that are let through.', min: 0 }),
    how: Flags.string({ summary: 'What becomes of the connections.', options: ['refuse', 'hang', 'cut'] }),
    'distribution-id': Flags.string({ summary: 'Id of a distribution.' }),
    status: Flags.string({ summary: 'Status of a stack, such as ROLLBACK_COMPLETE.' }),
    after: Flags.integer({ summary: 'Let so many pass first.', min: 0 }),
    times: Flags.integer({ summary: 'End after so many.', min: 1 }),
  };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(SandboxFaultAdd);
    const { faultSchema } = await import('../../../lib/sandbox/faults/fault.js');
    const delay = args.kind === 'stack-status' ? { seconds: flags.delay } : { delaySeconds: flags.delay };
    const { region, stack, resource, on, message, service, action, how, status, after, times } = flags;
    const given = {
      kind: args.kind,
      ...{ region, stack, resource, on, message, service, action, how, status, after, times, ...delay },
      perSecond: flags['per-second'],
      distributionId: flags['distribution-id'],
    };
    // Only what was given: each kind knows its own settings and refuses the others'.
    const parsed = faultSchema.safeParse(
      Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    );
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const problem = `A ${args.kind} fault cannot be had with these flags: ${issue?.path.join('.')} ${issue?.message}`;
      throw usageError('FAULT_FLAGS', problem, 'cvs sandbox fault add --help says which flags each kind takes.');
    }
    const id = await (await this.faultsAt(flags.endpoint)).add(parsed.data);
    this.log(id ? `${id} stands; end it with: cvs sandbox fault clear ${id}` : 'Done.');
    return { id: id ?? null };
  }
}
