import type { Hook } from '@oclif/core/hooks';

/** `cvs --version --verbose`: what a bug report needs; oclif prints the version itself after it. */
const verboseVersion: Hook.Init = async function verboseVersion({ id, argv, config }) {
  if (id !== '--version' || !argv.includes('--verbose')) return;
  const settings = Object.keys(process.env).filter((name) => /^(AWS|CVS)_/.test(name));
  process.stdout.write(
    [
      `os         ${config.platform} ${config.arch}`,
      `node       ${process.version}`,
      `shell      ${config.shell}`,
      `terminal   ${process.stdout.isTTY ? `${process.stdout.columns} columns` : 'none'}`,
      // Names only: values may be secrets.
      `settings   ${settings.sort().join(', ') || 'none'}`,
      '',
    ].join('\n'),
  );
};

export default verboseVersion;
