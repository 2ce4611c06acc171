import { buildXml } from '../../../api/xml.js';
import { ServiceError } from '../../service-error.js';
import type { S3 } from '../model/s3.js';
import { responseHeaders } from './object-routes.js';

/** What CloudFront gets from a bucket: an object, or S3's error document. */
export interface OriginAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** S3 as an origin with origin access control: it answers CloudFront for one distribution. */
export function s3Origin(s3: S3) {
  return {
    /** @param sourceArn of the distribution; the bucket's policy is evaluated for it */
    async readForCloudFront(bucket: string, key: string, sourceArn: string): Promise<OriginAnswer> {
      try {
        const object = s3.readFor('cloudfront.amazonaws.com', sourceArn, bucket, key);
        return { status: 200, headers: responseHeaders(object), body: object.body };
      } catch (error) {
        if (!(error instanceof ServiceError) || error.status >= 500) throw error;
        const document = buildXml('Error', {
          Code: error.code,
          Message: error.message,
          RequestId: crypto.randomUUID(),
        });
        const headers = { 'content-type': 'application/xml', server: 'AmazonS3' };
        return { status: error.status, headers, body: Buffer.from(document) };
      }
    },
  };
}
