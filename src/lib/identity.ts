import { hostname, userInfo } from 'node:os';

/** `user@host`: who is at the keyboard, without a call to AWS, so that it is known with everything down. */
export function identity(): string {
  let user: string;
  try {
    user = userInfo().username;
  } catch {
    // No passwd entry for this uid, as in many containers.
    user = `uid-${process.getuid?.() ?? 'unknown'}`;
  }
  return `${user}@${hostname()}`;
}
