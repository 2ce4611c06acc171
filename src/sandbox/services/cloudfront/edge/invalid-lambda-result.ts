/** A function's result that CloudFront would not accept; the message is part of the error page. */
export class InvalidLambdaResult extends Error {}

/** A result that has the right shape, with something in it that CloudFront refuses. */
export function failedValidation(reason: string): InvalidLambdaResult {
  return new InvalidLambdaResult(`The Lambda function result failed validation: ${reason}`);
}
