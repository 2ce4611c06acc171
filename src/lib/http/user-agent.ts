/**
 * What every request of ours says that it is from (RFC 9110 section 10.1.5). Firewalls refuse requests without it, such as
 * the rule NoUserAgent_HEADER of the core rule set of AWS WAF. The version is the package's.
 */
export const USER_AGENT = 'clustered-video-streams/0.1.0';
