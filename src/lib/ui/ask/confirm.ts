import { CvsError, ExitCode } from '../../errors.js';
import { ask } from './ask.js';

/** Asks a yes/no question; Escape and Ctrl-C count as no. */
export function confirm(question: string): Promise<boolean> {
  return ask.yesNo(question).catch(orNo);
}

/**
 * Lets a change go ahead only when a person agrees to it.
 *
 * @param interactive whether there is a person to ask
 * @param clusterName must be typed instead of a yes
 * @throws CvsError (exit code 3) when they decline, or when there is no terminal to ask on
 */
export async function confirmOrRefuse(question: string, interactive: boolean, clusterName?: string): Promise<void> {
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
  if (error instanceof CvsError && error.code === 'DECLINED') return false;
  throw error;
}
