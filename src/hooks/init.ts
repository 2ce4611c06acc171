import type { Hook } from '@oclif/core/hooks';
import { bePlain, plain } from '../lib/ui/text/signs.js';

/** Settles how to draw, before anything is drawn. */
const init: Hook.Init = async function init({ id, argv, config }) {
  if (plain() || id === '--plain' || beforeDashes(argv).includes('--plain')) bePlain();
  // chalk reads FORCE_COLOR only. no-color.org: any value of NO_COLOR means no colour.
  else if (process.env.NO_COLOR) process.env.FORCE_COLOR = '0';
  if (id === '--version' && argv.includes('--verbose')) printSurroundings(config);
};

/** What follows `--` is not a flag of ours. */
function beforeDashes(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return end < 0 ? argv : argv.slice(0, end);
}

/** `cvs --version --verbose`: what a bug report needs. oclif prints the version itself after it. */
function printSurroundings({ platform, arch, shell }: { platform: string; arch: string; shell: string }): void {
  const settings = Object.keys(process.env).filter((name) => /^(AWS|CVS)_/.test(name));
  process.stdout.write(
    [
      `os         ${platform} ${arch}`,
      `node       ${process.version}`,
      `shell      ${shell}`,
      `terminal   ${process.stdout.isTTY ? `${process.stdout.columns} columns` : 'none'}`,
      // Names only: values may be secrets.
      `settings   ${settings.sort().join(', ') || 'none'}`,
      '',
    ].join('\n'),
  );
}

export default init;
