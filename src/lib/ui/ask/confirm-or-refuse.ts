import { CvsError, ExitCode } from '../../errors.js';
import { confirm, confirmByTyping } from './confirm.js';

/**
 * Lets a change go ahead only when a person said so.
 *
 * @throws CvsError (exit code 3) when they decline, or when nobody can be asked and `--yes` was not given
 */
export async function confirmOrRefuse(options: {
  /** `--yes` was given. */
  yes: boolean;
  /** Whether a person can be asked. */
  interactive: boolean;
  question: string;
  /** Text that must be typed in full instead of a yes. */
  typed?: string;
}): Promise<void> {
  if (options.yes) return;
  if (!options.interactive) {
    throw new CvsError({
      code: 'CONFIRMATION_NEEDED',
      message: `Nobody can be asked: ${options.question}`,
      suggestions: ['Say so beforehand with --yes.'],
      exitCode: ExitCode.declined,
    });
  }
  const agreed = options.typed
    ? await confirmByTyping(options.question, options.typed)
    : await confirm(options.question);
  if (!agreed) throw new CvsError({ code: 'DECLINED', message: 'Nothing was changed.', exitCode: ExitCode.declined });
}
