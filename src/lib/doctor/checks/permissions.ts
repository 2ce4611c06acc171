import { countOf } from '../../count-of.js';
import { type Check, type Finding, fail, pass, skip, warn } from '../check.js';
import { isDeployed } from '../is-deployed.js';
import { onlyLooks, PURPOSES, type Purpose } from '../permissions/needs.js';
import type { Permission, Permissions } from '../permissions/permission.js';

const TO: Readonly<Record<Purpose, string>> = {
  look: 'to look (cvs status, outputs, playlist check)',
  'fail-over': 'to fail over (cvs failover, drill)',
  deploy: 'to deploy (cvs deploy, playlist publish, destroy)',
  resources: 'for what CloudFormation does as the caller',
};

const GRANT = 'Grant it: docs/iam.md has the JSON of each role.';

/** What nobody is refused by mistake: the caller is simply of another role. */
const NOT_THAT_ROLE: Readonly<Record<Exclude<Purpose, 'look'>, { message: string; advice: string }>> = {
  'fail-over': {
    message: 'this caller is no operator: cvs failover and cvs drill would be refused',
    advice: 'Whoever is to fail over needs the operator’s policy of docs/iam.md, or another profile.',
  },
  deploy: {
    message: 'this caller is no deployer: cvs deploy, playlist publish and destroy would be refused',
    advice: 'Whoever is to deploy needs the deployer’s policies of docs/iam.md, or another profile.',
  },
  resources: {
    message: 'CloudFormation may not make the stacks’ resources as this caller',
    advice: 'Give it a role that may (cvs deploy --role-arn ARN), or grant the caller the policies of docs/iam.md.',
  },
};

export const permissions: Check = {
  id: 'permissions',
  group: 'Account',
  title: 'The caller may do what cvs does',
  aws: true,
  async run(facts) {
    const found = await facts.permissions();
    const lacking = new Set(PURPOSES.filter((purpose) => purpose !== 'look' && isRefusedAltogether(found, purpose)));
    // Nothing stands yet, and this caller cannot change that.
    const deploymentIsNext = lacking.has('deploy') && !(await isDeployed(facts));
    const findings = PURPOSES.flatMap((purpose): Finding[] => {
      const seen = found.seen.filter((one) => one.purpose === purpose);
      if (seen.length === 0 || (purpose === 'resources' && lacking.has('deploy'))) return [];
      if (purpose !== 'look' && lacking.has(purpose)) {
        const { message, advice } = NOT_THAT_ROLE[purpose];
        return [(purpose === 'deploy' && deploymentIsNext ? fail : warn)(message, advice)];
      }
      const denied = seen.filter(({ allowed }) => !allowed);
      return denied.length > 0 ? refusals(found, purpose, denied) : [pass(`${TO[purpose]}: ${wellOf(found, seen)}`)];
    });
    return [...findings, ...unseenFindings(found)];
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
  return [...byResources].map(([where, actions]) => fail(`${TO[purpose]}: denied ${listOf(actions)} ${where}`, GRANT));
}

function unseenFindings({ how, unseen }: Permissions): Finding[] {
  if (how === 'simulated') return [];
  return [
    warn(
      'the caller’s policies may not be simulated; calls that change nothing were made instead, which cannot tell everything',
      'Allow iam:SimulatePrincipalPolicy to whoever runs cvs doctor, or compare the policies with docs/iam.md.',
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
