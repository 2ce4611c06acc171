import { CvsError, ExitCode } from '../../errors.js';
import { ask } from './ask.js';

/**
 * Asks for the code of an MFA device, once a run: a code opens one session, and a question in the middle of a deployment
 * would wait for a person who has left the terminal.
 *
 * @param interactive whether there is a person to ask
 * @param askFor the question, which resolves to the code
 */
export function mfaCodeAsker(interactive: boolean, askFor = askForCode): (serial: string) => Promise<string> {
  let asked = false;
  return async (serial) => {
    if (!interactive) {
      throw new CvsError({
        code: 'MFA_CODE_NEEDED',
        message: `The profile needs a code of the MFA device ${serial}, and there is no terminal to ask on.`,
        suggestions: [
          'Run it at a terminal, or start a session there first: eval "$(aws configure export-credentials --format env)"',
        ],
        exitCode: ExitCode.declined,
      });
    }
    if (asked) {
      throw new CvsError({
        code: 'CREDENTIALS_EXPIRED',
        message: `The session of the MFA device ${serial} has expired. AWS finishes what it has begun.`,
        suggestions: ['Run the same command again with a new code: it resumes.'],
      });
    }
    asked = true;
    return askFor(serial);
  };
}

function askForCode(serial: string): Promise<string> {
  return ask.text(`Code of the MFA device ${serial}:`, {
    check: (value) => /^\d{6}$/.test(value) || 'A code has six digits.',
  });
}
