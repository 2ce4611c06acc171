import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { ServiceError } from '../../service-error.js';

/** Longest comment, in characters (CloudFront API Reference, "DistributionConfig"). */
const LONGEST_COMMENT = 128;

const PRICE_CLASSES = ['PriceClass_100', 'PriceClass_200', 'PriceClass_All', 'None'];
const HTTP_VERSIONS = ['http1.1', 'http2', 'http3', 'http2and3'];

/** A web ACL of AWS WAF for CloudFront, or the id of one of AWS WAF Classic. */
const WEB_ACL = /^(arn:aws:wafv2:us-east-1:\d{12}:global\/webacl\/[\w-]+\/[\w-]+|[0-9a-f-]{36})$/;

/**
 * Refuses what CloudFront refuses in the settings of a distribution as a whole.
 *
 * Source: CloudFront API Reference, "DistributionConfig", "GeoRestriction", "OriginShield", "OriginGroup", and the errors of
 * "UpdateDistribution". Where these give a code and no words, the words are not verified.
 *
 * @throws ServiceError with CloudFront's code
 */
export function checkSettings(config: DistributionConfig): void {
  if ((config.Comment ?? '').length > LONGEST_COMMENT) throw argument('Comment is too big.');
  if (config.PriceClass && !PRICE_CLASSES.includes(config.PriceClass)) throw argument('PriceClass is not valid.');
  if (config.HttpVersion && !HTTP_VERSIONS.includes(config.HttpVersion)) throw argument('HttpVersion is not valid.');
  if (config.DefaultRootObject?.startsWith('/')) {
    throw new ServiceError(
      'InvalidDefaultRootObject',
      'The default root object file name is too big or contains an invalid character.',
    );
  }
  if (config.WebACLId && !WEB_ACL.test(config.WebACLId)) {
    throw new ServiceError('InvalidWebACLId', 'The web ACL ID is not valid.');
  }
  checkCountries(config);
  checkOriginIds(config);
}

function checkCountries({ Restrictions }: DistributionConfig): void {
  const geo = Restrictions?.GeoRestriction;
  if (!geo) return;
  const { RestrictionType: type = '', Items: countries = [] } = geo;
  const isNone = type === 'none';
  if (!['none', 'whitelist', 'blacklist'].includes(type) || isNone !== (countries.length === 0)) {
    throw new ServiceError('InvalidGeoRestrictionParameter', 'The specified geo restriction parameter is not valid.');
  }
  if (countries.some((one) => !/^[A-Z]{2}$/.test(one))) {
    throw new ServiceError('InvalidLocationCode', 'The location code specified is not valid.');
  }
}

function checkOriginIds({ Origins, OriginGroups, CacheBehaviors }: DistributionConfig): void {
  const ids = [...(Origins?.Items ?? []), ...(OriginGroups?.Items ?? [])].map(({ Id }) => Id);
  if (new Set(ids).size < ids.length) throw argument('Origin Id must be unique within the distribution.');
  const patterns = (CacheBehaviors?.Items ?? []).map(({ PathPattern }) => PathPattern);
  if (new Set(patterns).size < patterns.length) throw argument('PathPattern must be unique within the distribution.');
  for (const { Id, OriginShield: shield } of Origins?.Items ?? []) {
    if (shield?.Enabled && !shield.OriginShieldRegion)
      throw argument(`OriginShieldRegion of the origin ${Id} is required.`);
  }
}

function argument(what: string): ServiceError {
  return new ServiceError('InvalidArgument', `The parameter ${what}`);
}
