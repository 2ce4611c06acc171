// The command reference, from oclif's manifest.

/**
 * @param typedOnly whether a flag of a command, both by their names, counts only where it is typed
 * @returns Markdown: one section per command, in the order of their names
 */
export function commandReference({ commands }, typedOnly) {
  const shown = Object.values(commands).filter(({ hidden }) => !hidden);
  const sections = shown.map((command) => section(command, typedOnly));
  const typed = shown.flatMap(({ id, flags }) => Object.keys(flags).filter((name) => typedOnly(id, name)));
  const names = [...new Set(typed)].sort().map((name) => `\`--${name}\``);
  return `# Command reference

Generated from the commands by \`npm run docs\`.

Flags can also be set by environment variables: \`--cluster-file\` as \`CVS_CLUSTER_FILE\`. A flag on the command line
takes precedence. In the variable of a flag that can be repeated, separate the values with commas.

Flags that confirm something or override a guard must be typed, and their variables are ignored with a warning:
${names.join(', ')}.

Every command has \`--json\`, \`--plain\` and \`--debug\`.

${sections.join('\n')}`;
}

/** Flags of every command, which the introduction describes. */
const EVERYWHERE = new Set(['json', 'plain', 'debug']);

function section({ id, args, flags, summary, description, examples }, typedOnly) {
  const name = `cvs ${id.replaceAll(':', ' ')}`;
  const own = Object.values(flags).filter((flag) => !EVERYWHERE.has(flag.name) && !flag.hidden);
  const words = Object.values(args).map((arg) =>
    arg.required ? arg.name.toUpperCase() : `[${arg.name.toUpperCase()}]`,
  );
  const rows = [
    ...Object.values(args).map((arg) => [`\`${arg.name.toUpperCase()}\``, arg.description ?? '']),
    ...own.map((flag) => [`\`${flagUsage(flag)}\``, flagText(flag, typedOnly(id, flag.name))]),
  ];
  return [
    `## ${name}`,
    '',
    summary,
    '',
    `\`${[name, ...words].join(' ')}\``,
    '',
    ...(description ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .flatMap((line) => [line.replaceAll('<', '&lt;'), '']),
    '| | |',
    '|---|---|',
    ...rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`),
    '',
    '```',
    ...(examples ?? []).map((example) =>
      (typeof example === 'string' ? example : example.command)
        .replaceAll('<%= config.bin %>', 'cvs')
        .replaceAll('<%= command.id %>', id.replaceAll(':', ' ')),
    ),
    '```',
    '',
  ].join('\n');
}

function flagUsage({ name, char, type, helpValue, options, multiple }) {
  const value = type === 'option' ? ` ${options ? options.join('|') : (helpValue ?? 'VALUE')}` : '';
  return `${char ? `-${char}, ` : ''}--${name}${value}${multiple ? ' …' : ''}`;
}

function flagText({ summary, description, default: initial }, typed) {
  const shown = ['string', 'number'].includes(typeof initial) ? ` Default: \`${initial}\`.` : '';
  return `${summary ?? description ?? ''}${shown}${typed ? ' Not from the environment.' : ''}`;
}
