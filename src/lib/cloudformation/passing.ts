/**
 * Refusals because something was made a moment ago and not every service knows it yet: a role that EventBridge Scheduler, Lambda or
 * CloudFront cannot assume (aws/aws-sdk-js-v3 issue 6494, aws/aws-cdk issue 5180; IAM User Guide, "Changes that I make are not
 * always immediately visible"), a version of a function that is Pending (aws-samples/cloudfront-authorization-at-edge issue 245).
 */
const PASSING =
  /must allow AWS EventBridge Scheduler to assume the role|cannot be assumed by Lambda|must be assumable with|must be in an Active state/;

/** Whether a refusal passes by itself, mostly within a minute. @param reason the service's message */
export function passes(reason: string): boolean {
  return PASSING.test(reason);
}
