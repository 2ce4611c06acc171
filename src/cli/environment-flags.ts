import type { Interfaces } from '@oclif/core';

/** `--cluster-file` is `CVS_CLUSTER_FILE` in the environment. */
export function environmentName(flag: string): string {
  return `CVS_${flag.replaceAll('-', '_').toUpperCase()}`;
}

/**
 * Marks a flag that confirms something or overrides a guard. It counts only where it is typed: a variable that was set for
 * another cluster, or by another person, must not do it.
 */
export function typedOnly<Flag extends object>(flag: Flag): Flag {
  return Object.assign(flag, { typedOnly: true });
}

export function isTypedOnly(flag: object): boolean {
  return 'typedOnly' in flag;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Lets every flag also be given by an environment variable, unless it is marked by {@link typedOnly}. What is typed wins; a
 * flag that may be repeated takes its values separated by commas.
 */
export function withEnvironment(flags: Interfaces.FlagInput, environment: Environment): Interfaces.FlagInput {
  return Object.fromEntries(
    Object.entries(flags).map(([name, flag]) => {
      const variable = environmentName(name);
      const value = environment[variable];
      // Without a value the flag stays as it is: with `env` set, oclif would show a default.
      if (value === undefined || value === '' || isTypedOnly(flag)) return [name, flag];
      if (flag.type === 'option' && flag.multiple) {
        return [name, { ...flag, default: async () => value.split(',').map((one) => one.trim()) }];
      }
      return [name, { ...flag, env: variable }];
    }),
  ) as Interfaces.FlagInput;
}

/**
 * The names of the flags whose variables are set and do not count.
 *
 * @param typed names of the flags on the command line
 */
export function ignoredFlags(
  flags: Interfaces.FlagInput,
  environment: Environment,
  typed: readonly string[],
): readonly string[] {
  return Object.entries(flags).flatMap(([name, flag]) =>
    isTypedOnly(flag) && environment[environmentName(name)] && !typed.includes(name) ? [name] : [],
  );
}

/** What a person is told whose variables do not count. */
export function ignoredText(flags: readonly string[]): string {
  const variables = flags.map(environmentName).join(', ');
  const typed = flags.map((name) => `--${name}`).join(', ');
  return `${variables} ${flags.length === 1 ? 'is' : 'are'} ignored: a flag that confirms or overrides a guard must be typed (${typed}).`;
}
