import { CvsError, ExitCode } from '../../errors.js';
import { ask } from './ask.js';

/**
 * Asks whoever is at the terminal for the code of an MFA device, once a run: a code is good for one session, and a
 * question in the middle of a deployment would wait for somebody who has gone.
 *
 * @param interactive whether a person can be asked
 * @param askFor the question, which resolves to the code
 */
export function mfaCodeAsker(interactive: boolean, askFor = askForCode): (serial: string) => Promise<string> {
  let asked = false;
  return async (serial) => {
    if (!interactive) {
      throw new CvsError({
        code: 'MFA_CODE_NEEDED',
        message: `The profile needs a code of the MFA device ${serial}, and nobody can be asked.`,
        suggestions: [
          'Run it at a terminal, or take a session there first: eval "$(aws configure export-credentials --format env)"',
        ],
        exitCode: ExitCode.declined,
      });
    }
    if (asked) {
      throw new CvsError({
        code: 'CREDENTIALS_EXPIRED',
        message: `The session of the MFA device ${serial} expired. What AWS had started goes on without it.`,
        suggestions: ['Run the same command again, with a new code: it resumes.'],
      });
    }
    asked = true;
    return askFor(serial);
  };
}

function askForCode(serial: string): Promise<string> {
  return ask.text(`Code of the MFA device ${serial}:`, {
    check: (value) => /^\d{6}$/.test(value) || 'Six digits.',
  });
}
