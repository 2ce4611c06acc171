import { checkResourcePolicy, type IsPrincipal } from '../../resource-policy-check.js';
import { ServiceError } from '../../service-error.js';

/** "SetTopicAttributes" and "CreateTopic", Amazon SNS API Reference: those that the sandbox has. */
const SUPPORTED = new Set([
  'DisplayName',
  'Policy',
  'KmsMasterKeyId',
  'TracingConfig',
  'FifoTopic',
  'ContentBasedDeduplication',
]);
/** From the same pages: those that would have no effect here. */
const UNSUPPORTED =
  /^(DeliveryPolicy|SignatureVersion|FifoThroughputScope|ArchivePolicy|DataProtectionPolicy|(HTTP|Lambda|SQS|Firehose|Application)(Success|Failure)Feedback\w+)$/;

/**
 * Actions that a topic's policy may name ("Overview of managing access in Amazon SNS"); others, and wildcards, are "out of
 * service scope" (hashicorp/terraform#12740, aws/serverless-application-model#1591).
 */
const ACTIONS = new Set(
  'addpermission deletetopic getdataprotectionpolicy gettopicattributes listsubscriptionsbytopic listtagsforresource publish putdataprotectionpolicy receive removepermission settopicattributes subscribe'.split(
    ' ',
  ),
);

/** @throws ServiceError InvalidParameter, NotImplemented */
export function checkTopicAttributes(attributes: Readonly<Record<string, string>>, isPrincipal: IsPrincipal): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (UNSUPPORTED.test(name)) {
      throw new ServiceError('NotImplemented', `The sandbox does not support the topic attribute ${name}.`, 501);
    }
    if (!SUPPORTED.has(name)) throw invalid('AttributeName');
    if (name === 'DisplayName' && value.length > 100) throw invalid('DisplayName');
    if (name === 'TracingConfig' && value !== 'PassThrough' && value !== 'Active') throw invalid('TracingConfig');
    if (name === 'Policy') checkTopicPolicy(value, isPrincipal);
  }
}

/**
 * Checks a topic's policy as SNS does (serverless/serverless#5519, hashicorp/terraform-provider-aws#26041).
 *
 * @throws ServiceError InvalidParameter
 */
export function checkTopicPolicy(text: string, isPrincipal: IsPrincipal): void {
  checkResourcePolicy(
    text,
    {
      vendor: 'sns',
      actions: ACTIONS,
      wildcards: false,
      needsResource: false,
      isResource: (resource) => resource === '*' || resource.startsWith('arn:aws:sns:'),
      refuse(fault) {
        if (fault === 'unknown action') {
          return new ServiceError(
            'InvalidParameter',
            'Invalid parameter: Policy statement action out of service scope!',
          );
        }
        return invalid(`Policy Error: ${fault === 'unknown principal' ? 'PrincipalNotFound' : 'null'}`);
      },
    },
    isPrincipal,
  );
}

/** SNS's refusal of a parameter. */
export function invalid(what: string): ServiceError {
  return new ServiceError('InvalidParameter', `Invalid parameter: ${what}`);
}
