import { CvsError, ExitCode } from '../../errors.js';
import { ask, left } from './ask.js';

/** Asks a yes/no question; Escape and Ctrl-C count as no. */
export function confirm(question: string): Promise<boolean> {
  return ask.yesNo(question).catch(orNo);
}

/**
 * Lets a change go ahead only when a person agreed to it.
 *
 * @throws CvsError (exit code 3) when they decline, or when there is no terminal to ask on and `--yes` was not given
 */
export async function confirmOrRefuse(options: {
  /** `--yes` was given. */
  yes: boolean;
  /** Whether there is a person to ask. */
  interactive: boolean;
  question: string;
  /** The cluster's name, which must then be typed instead of a yes. */
  clusterName?: string;
}): Promise<void> {
  const { yes, interactive, question, clusterName } = options;
  if (yes) return;
  if (!interactive) {
    throw new CvsError({
      code: 'CONFIRMATION_NEEDED',
      message: `This needs confirmation and there is no terminal to ask on: ${question}`,
      suggestions: ['Confirm with --yes.'],
      exitCode: ExitCode.declined,
    });
  }
  const agreed = clusterName
    ? await ask
        .text(`${question} Type the cluster's name:`, { check: () => true })
        .then((answer) => answer === clusterName)
        .catch(orNo)
    : await confirm(question);
  if (!agreed) throw new CvsError({ code: 'DECLINED', message: 'Nothing was changed.', exitCode: ExitCode.declined });
}

function orNo(error: unknown): false {
  if (left(error)) return false;
  throw error;
}
