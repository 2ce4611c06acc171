import { countOf } from '../../count-of.js';
import { type Check, type Finding, found, pass, skip } from '../check.js';
import { isDeployed } from '../is-deployed.js';
import { onlyLooks, type Permission, type Permissions, PURPOSES, type Purpose } from '../permissions/permission.js';

const TO: Readonly<Record<Purpose, string>> = {
  look: 'to look (cvs status, outputs, playlist check)',
  'fail-over': 'to fail over (cvs failover, drill)',
  deploy: 'to deploy (cvs deploy, playlist publish, destroy)',
  resources: 'for what CloudFormation does as the caller',
};

/** Where every action is refused, the caller has another role: no policy is wrong. */
const NOT_THAT_ROLE = {
  'fail-over': ['not-operator', 'this caller is not an operator: cvs failover and cvs drill would be refused'],
  deploy: ['not-deployer', 'this caller is not a deployer: cvs deploy, playlist publish and destroy would be refused'],
  resources: ['resources-denied', 'CloudFormation may not create the resources of the stacks as this caller'],
} as const;

export const permissions: Check = {
  id: 'permissions',
  group: 'Account',
  title: 'The caller may do what cvs does',
  async run(facts) {
    const permitted = await facts.permissions();
    const lacking = new Set(
      PURPOSES.filter((purpose) => purpose !== 'look' && isRefusedAltogether(permitted, purpose)),
    );
    // Nothing is deployed, and this caller cannot deploy.
    const deploymentIsNext = lacking.has('deploy') && !(await isDeployed(facts));
    const findings = PURPOSES.flatMap((purpose): Finding[] => {
      const seen = permitted.seen.filter((one) => one.purpose === purpose);
      if (seen.length === 0 || (purpose === 'resources' && lacking.has('deploy'))) return [];
      if (purpose !== 'look' && lacking.has(purpose)) {
        const severity = purpose === 'deploy' && deploymentIsNext ? 'error' : 'warning';
        const [id, message] = NOT_THAT_ROLE[purpose];
        return [found(id, message, { severity })];
      }
      const denied = seen.filter(({ allowed }) => !allowed);
      return denied.length > 0
        ? refusals(permitted, purpose, denied)
        : [pass(`${TO[purpose]}: ${wellOf(permitted, seen)}`)];
    });
    return [...findings, ...unseenFindings(permitted)];
  },
};

/** Of what changes something nothing is allowed; of probes, which change nothing, none is answered. */
function isRefusedAltogether({ seen }: Permissions, purpose: Purpose): boolean {
  const own = seen.filter((one) => one.purpose === purpose);
  const changing = own.filter(({ action }) => !onlyLooks(action));
  const telling = changing.length > 0 ? changing : own;
  return telling.length > 0 && telling.every(({ allowed }) => !allowed);
}

function wellOf({ how }: Permissions, seen: readonly Permission[]): string {
  const actions = [...new Set(seen.map(({ action }) => action))];
  return how === 'simulated' ? `${countOf(actions.length, 'action')} allowed` : `answered ${listOf(actions)}`;
}

/** One for the actions that are refused on the same resources. */
function refusals({ how }: Permissions, purpose: Purpose, denied: readonly Permission[]): Finding[] {
  const resourcesOf = (action: string) => denied.filter((one) => one.action === action).map(({ resource }) => resource);
  const byResources = new Map<string, string[]>();
  for (const action of new Set(denied.map((one) => one.action))) {
    const resources = [...new Set(resourcesOf(action))].join(', ');
    const where = how === 'probed' ? `in ${resources}` : `on ${resources === '*' ? 'any resource' : resources}`;
    byResources.set(where, [...(byResources.get(where) ?? []), action]);
  }
  return [...byResources].map(([where, actions]) =>
    found('permission-denied', `${TO[purpose]}: denied ${listOf(actions)} ${where}`),
  );
}

function unseenFindings({ how, unseen }: Permissions): Finding[] {
  if (how === 'simulated') return [];
  return [
    found(
      'permissions-not-simulated',
      'the policies of the caller may not be simulated; calls that change nothing were made instead, and do not show everything',
    ),
    ...PURPOSES.flatMap((purpose) => {
      const actions = unseen.filter((one) => one.purpose === purpose).map(({ action }) => action);
      if (actions.length === 0) return [];
      const which = purpose === 'resources' ? `any of ${countOf(actions.length, 'action')}` : listOf(actions);
      return [skip(`${TO[purpose]}: not seen ${which}`)];
    }),
  ];
}

/** `s3:GetObject, PutObject; sqs:CreateQueue`. */
function listOf(actions: readonly string[]): string {
  const byService = new Map<string, string[]>();
  for (const action of actions) {
    const [service = '', name = ''] = action.split(':');
    byService.set(service, [...(byService.get(service) ?? []), name]);
  }
  return [...byService].map(([service, names]) => `${service}:${names.join(', ')}`).join('; ');
}
