import { CvsError, messageOf } from '../errors.js';

/** Names of errors about a change set that was executed for somebody else, or deleted, or is of an older stack. */
const NAMES = /^(ChangeSetNotFound|InvalidChangeSetStatus)/;

/** What CloudFormation says of a stack that somebody else has changed since it was looked at. */
const MESSAGES =
  /^Stack\b.* is in \w+ state and can ?not|^Stack \[.*\] already exists and cannot be created again|^Stack (with id |\[).* does not exist/;

/**
 * Whether CloudFormation refused a call because somebody else changed the stack since it was looked at: another deployment
 * began, its change set was executed, which deletes all others ("ExecuteChangeSet", AWS CloudFormation API Reference), or
 * the stack is gone. To look again helps. (aws/amazon-chime-sdk-js#1089, remind101/empire#932, Sceptre#759)
 */
export function isOvertaken(error: unknown): boolean {
  let current: unknown = error;
  for (let depth = 0; current instanceof Error && depth < 4; depth += 1) {
    // Our own errors quote reasons of resources, which may sound alike.
    const isService = !(current instanceof CvsError);
    if (isService && (NAMES.test(current.name) || MESSAGES.test(messageOf(current)))) return true;
    current = current.cause;
  }
  return false;
}
