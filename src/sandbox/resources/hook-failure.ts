/**
 * A hook of the account refuses a resource before CloudFormation works on it. The resource's event says only which hook it was;
 * an event of the hook before it says why ("CloudFormation Hooks User Guide"; words as in aws/aws-cdk-cli issue 1768).
 */
export class HookFailure extends Error {
  /** Type name, such as `Org::Guard::Tags`. */
  readonly hook: string;
  readonly reason: string;

  constructor(hook: string, reason: string) {
    super(`The following hook(s) failed: [${hook}]`);
    this.name = 'HookFailure';
    this.hook = hook;
    this.reason = reason;
  }
}
