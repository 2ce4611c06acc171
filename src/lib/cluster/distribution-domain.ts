/**
 * A domain name that CloudFront gives to a distribution; the second is the sandbox's. No distribution has another's as an
 * alias. The templates have the same.
 */
export const DISTRIBUTION_DOMAIN = /^[a-z0-9-]{1,32}\.cloudfront\.(net|localhost(:\d{1,5})?)$/;
