import { beforeAll, describe, expect, test } from '@jest/globals';
import { TEMPLATE_NAMES } from '../../src/lib/assets/assets.js';
import { takesTags } from '../../src/sandbox/resources/checked-resource.js';
import { templatesWithoutCode } from './filled-templates.js';
import { type Any, type RawTemplates, rawTemplates } from './raw-templates.js';
import { specOf } from './service-spec-check.js';

let raw: RawTemplates;

beforeAll(async () => {
  raw = rawTemplates(await templatesWithoutCode());
});

/** Has tags per replica, which a stack does not set: `cvs deploy` sets those of the state table itself. */
const GLOBAL_TABLE = 'AWS::DynamoDB::GlobalTable';

/** Resources that cannot have tags. */
const UNTAGGABLE = [
  'AWS::CloudFront::CachePolicy',
  'AWS::CloudFront::OriginAccessControl',
  'AWS::CloudFront::ResponseHeadersPolicy',
  'AWS::IAM::Policy',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Version',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::Schedule',
];

/**
 * Stacks carry `cvs:cluster`, `cvs:version` and the user's tags, and CloudFormation hands a stack's tags on to every
 * resource whose type has tags ("CloudFormation resource tagging"). So the templates need no tag that differs from
 * cluster to cluster, as long as every resource that can be tagged is of such a type.
 */
describe.each(TEMPLATE_NAMES)('%s', (name) => {
  const resources = () => Object.entries<Any>(raw[name].Resources);

  test('every resource that can be tagged gets the stack’s tags', () => {
    for (const [id, { Type }] of resources()) {
      const handedOn = specOf(Type)?.tagInformation !== undefined;
      // The sandbox passes on the same tags as AWS.
      expect({ id, handedOn: takesTags(Type) }).toEqual({ id, handedOn });
      if (Type === GLOBAL_TABLE) expect(id).toBe('StateTable');
      else if (!handedOn) expect(UNTAGGABLE).toContain(Type);
    }
  });

  test('a template that is deployed in the console also tags its version', () => {
    for (const [id, { Type, Properties }] of resources()) {
      const places = Type === GLOBAL_TABLE ? Properties.Replicas : takesTags(Type) ? [Properties] : [];
      for (const { Tags } of places) {
        const tags = Array.isArray(Tags) ? Tags.map((tag: Any) => tag.Key) : Object.keys(Tags ?? {});
        expect({ id, tags }).toEqual({ id, tags: expect.arrayContaining(['cvs:version']) });
      }
    }
  });
});
