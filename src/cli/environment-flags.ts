import type { Interfaces } from '@oclif/core';

/** `--cluster-file` is `CVS_CLUSTER_FILE` in the environment. */
export function environmentName(flag: string): string {
  return `CVS_${flag.replaceAll('-', '_').toUpperCase()}`;
}

/**
 * Lets every flag also be given by an environment variable. What is typed wins; a flag that may be repeated takes its
 * values separated by commas.
 */
export function withEnvironment(
  flags: Interfaces.FlagInput,
  environment: Readonly<Record<string, string | undefined>>,
): Interfaces.FlagInput {
  return Object.fromEntries(
    Object.entries(flags).map(([name, flag]) => {
      const variable = environmentName(name);
      const value = environment[variable];
      // Without a value the flag stays as it is: with `env` set, oclif would show a default.
      if (value === undefined || value === '') return [name, flag];
      if (flag.type === 'option' && flag.multiple) {
        return [name, { ...flag, default: async () => value.split(',').map((one) => one.trim()) }];
      }
      return [name, { ...flag, env: variable }];
    }),
  ) as Interfaces.FlagInput;
}
