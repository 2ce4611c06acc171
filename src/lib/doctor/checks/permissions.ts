import { type Check, type Finding, fail, pass, warn } from '../check.js';

export const permissions: Check = {
  id: 'permissions',
  group: 'Account',
  title: 'The caller may do what cvs does',
  aws: true,
  async run(facts) {
    const found = await facts.permissions();
    if (!found) {
      return [
        warn(
          'the caller’s policies may not be simulated (iam:SimulatePrincipalPolicy)',
          'Compare them with docs/iam.md, or ask someone who may.',
        ),
      ];
    }
    const denied = found.filter(({ allowed }) => !allowed);
    if (denied.length === 0) return [pass(`${new Set(found.map(({ action }) => action)).size} actions are allowed`)];
    return denied.map(
      ({ action, resource }): Finding =>
        fail(`${action} on ${resource} is denied`, 'Grant it: docs/iam.md has the JSON.'),
    );
  },
};
