import { section } from './finding.js';

/** What a stream distribution may be, that cvs did not make. */
export const DISTRIBUTIONS = section('Kinds of distribution', ['doctor'], 'warning', {
  'distribution-multi-tenant': {
    severity: 'error',
    rule: 'A stream distribution is a standard one, not a multi-tenant one.',
    source: 'CloudFront API Reference, "DistributionConfig" (ConnectionMode)',
    action: 'Put a standard distribution (ConnectionMode direct) in front of the stream: `cvs init`.',
  },
  'distribution-staging': {
    severity: 'error',
    rule: 'The distribution of the cluster file is the one that viewers load from, not its staging distribution.',
    source: 'CloudFront Developer Guide, "Learn how continuous deployment works"',
    action: 'Set distributionId to the primary distribution: the one with the continuous deployment policy.',
  },
  'behavior-grpc': {
    severity: 'error',
    rule: 'No behavior that gets the copilot takes gRPC requests.',
    source: 'CloudFront Developer Guide, "Using gRPC with CloudFront distributions"',
    action: 'Turn gRPC off for that behavior, or move gRPC to another distribution.',
  },
  'settings-unknown': {
    severity: 'error',
    warningWhen: 'the copilot is attached already',
    rule: 'A distribution has no setting that this version of cvs does not know.',
    source:
      'CloudFront API Reference, "UpdateDistribution": it replaces the whole configuration, and an SDK leaves out what it does not know (aws-sdk-js-v3 issue 4637)',
    action: 'Update cvs: an update by this version would remove the setting, so that it makes none.',
  },
  'continuous-deployment': {
    rule: 'No distribution sends a share of its viewers to a staging distribution.',
    source: 'CloudFront Developer Guide, "Learn how continuous deployment works"',
    action:
      'Disable the policy before the event: viewers of the staging distribution stay when the region is closed. When its configuration is promoted, the copilot is gone: run `cvs deploy`.',
  },
  'web-acl': {
    rule: 'No web ACL refuses the detectors, which ask from addresses of AWS.',
    source:
      'AWS WAF Developer Guide, "Anonymous IP list managed rule group" (HostingProviderIPList); CloudFront Developer Guide, "CloudFront flat-rate pricing plans": a plan requires a web ACL',
    action:
      'Let its rules allow the detectors and every player. CloudFront does not say whether the distribution is in a flat-rate pricing plan, and not every plan has Lambda@Edge: `aws pricing-plan-manager list-subscriptions --region us-east-1` tells.',
  },
  'countries-restricted': {
    rule: 'A distribution serves the countries of the viewers and of the detectors’ regions.',
    source: 'CloudFront Developer Guide, "Restrict the geographic distribution of your content"',
    action: 'Allow the countries that the regions of the cluster are in: the detectors ask from there.',
  },
  'signers-required': {
    rule: 'The distribution serves playlists without a signed URL and without signed cookies.',
    source: 'CloudFront Developer Guide, "Serve private content with signed URLs and signed cookies"',
    action:
      'Turn off "Restrict viewer access" for the behavior of the playlists: detectors and cvs send no signature. See docs/protected-streams.md.',
  },
  'viewer-certificates': {
    rule: 'The distribution serves viewers that have no certificate.',
    source: 'CloudFront API Reference, "ViewerMtlsConfig"',
    action: 'Set the mode to optional: detectors, cvs and most players have no certificate.',
  },
  'nothing-cached': {
    rule: 'A distribution does not forward all headers for playlists.',
    source: 'CloudFront Developer Guide, "Cache content based on request headers"',
    action: 'Use a cache policy, or name the headers that the origin needs.',
  },
  'detector-refused': {
    severity: 'error',
    rule: 'A distribution serves the detector of its region.',
    source: 'A detector that is refused says that the stream is stale',
    action:
      'Let the distribution serve addresses of AWS in that region, or set the origin URL so that it need not ask.',
  },
  'domain-taken': {
    severity: 'error',
    rule: 'The master playlist’s own domain name (masterPlaylist.domainName) is of no other distribution.',
    source: 'CloudFront Developer Guide, "Requirements for using alternate domain names" (CNAMEAlreadyExists)',
    action: 'Take the name off that distribution, or choose another one in the cluster file.',
  },
  'certificate-unfit': {
    severity: 'error',
    rule: 'The certificate of masterPlaylist.domainName is there, is issued, and covers the name.',
    source: 'CloudFront Developer Guide, "Requirements for using SSL/TLS certificates with CloudFront"',
    action:
      'Issue or validate a certificate for that name in us-east-1, and put its ARN into masterPlaylist.certificateArn.',
  },
});
