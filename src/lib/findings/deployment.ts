import { section } from './finding.js';

const FAILOVER = 'Failover depends on it';

/** What a deployment made, and what operators and detectors did since. */
export const DEPLOYMENT = section('Deployment', ['doctor'], 'warning', {
  'distribution-domain-differs': {
    severity: 'error',
    rule: 'A distribution has the domain name that the cluster file gives it.',
    source: 'The state table and the merged master playlist name distributions by it',
    action: 'Correct distributionDomain in the cluster file: `cvs init`.',
  },
  'playlist-host-differs': {
    severity: 'error',
    rule: 'The host of distributionPlaylistUrl is the distribution’s domain name or one of its aliases.',
    source: 'Viewers of another host do not pass the distribution: a close of it would not move them',
    action: 'Correct distributionPlaylistUrl in the cluster file, or add the host to the distribution’s aliases.',
  },
  'cluster-name-unfit': {
    rule: 'No pattern of the policies for a cluster matches a resource of another one: its name has at most 26 characters, no two hyphens in a row, and none of the words that stacks’ names end in.',
    source:
      'CloudFormation shortens the names that it makes (github.com/aws-cloudformation/cloudformation-cli-java-plugin, IdentifierUtils.java)',
    action:
      'A deployed cluster keeps its name, and `cvs policy` prints policies that cover it. Before another cluster with a similar name is deployed, make one with a shorter name and destroy this one.',
  },
  'distribution-disabled': {
    severity: 'error',
    rule: 'Every distribution is enabled.',
    source: 'CloudFront API Reference, "DistributionConfig"',
    action: 'Enable it in CloudFront: viewers get nothing from it.',
  },
  'distribution-in-progress': {
    rule: 'Every distribution has the status Deployed.',
    source: 'CloudFront API Reference, "Distribution"',
    action: 'Wait until CloudFront says Deployed; a deployment waits too.',
  },
  'slot-taken': {
    severity: 'error',
    rule: 'The origin-request slot of every behavior is free, or has the copilot.',
    source: 'CloudFront Developer Guide, "Restrictions on Lambda@Edge"',
    action:
      'A behavior takes one function for each event: move the other function to viewer-request or to another distribution.',
  },
  'regions-changed': {
    severity: 'error',
    rule: 'The stacks were deployed for the regions of the cluster file, in its order.',
    source: 'The cluster stack is in the first region; a stack in a region that is not in the file is never deleted',
    action: 'List the regions as they were. To move a cluster, `cvs destroy` it first.',
  },
  'stack-missing': {
    severity: 'error',
    rule: 'Every stack of the cluster is there.',
    source: FAILOVER,
    action: 'Deploy: `cvs deploy`.',
  },
  'stack-in-progress': {
    rule: 'No stack is being changed.',
    source: 'CloudFormation User Guide, "Understand CloudFormation stack creation events"',
    action: 'Wait until the change is finished, then run `cvs doctor` again.',
  },
  'stack-update-failed': {
    rule: 'The last update of every stack succeeded.',
    source: 'CloudFormation User Guide, "Stack failure options": a stack that was rolled back is as before',
    action: 'Deploy again: `cvs deploy`.',
  },
  'stack-failed': {
    severity: 'error',
    rule: 'No stack is in a failed state.',
    source: FAILOVER,
    action: 'Deploy again, which repairs the stack: `cvs deploy`.',
  },
  'stack-outdated': {
    rule: 'Every stack has the template and the code of this version of cvs.',
    source: FAILOVER,
    action: 'Bring it up to date: `cvs deploy`.',
  },
  'copilot-not-attached': {
    severity: 'error',
    rule: 'The copilot is attached to every distribution: without it a close has no effect.',
    source: FAILOVER,
    action: 'Attach it: `cvs deploy`.',
  },
  'copilot-elsewhere': {
    rule: 'Only distributions of the cluster run its copilot.',
    source: 'One that the cluster file does not name any more keeps it: nothing updates it, and no close reaches it',
    action:
      'Take it off: in the CloudFront console choose "No association" for its origin request in every behavior of the distribution.',
  },
  'copilot-outdated': {
    rule: 'The newest version of the copilot is attached.',
    source: FAILOVER,
    action: 'Attach it: `cvs deploy`.',
  },
  'master-playlist-outdated': {
    severity: 'error',
    rule: 'The published master playlist is what the merge of the regions gives now.',
    source: FAILOVER,
    action: 'Publish it: `cvs playlist publish`.',
  },
  'replicas-differ': {
    severity: 'error',
    rule: 'Every replica of the state table has the same items; a difference lasts for less than 5 s.',
    source:
      'DynamoDB Developer Guide, "Global tables": replication is usually complete within a second. Copilots read the replica that is nearest to them',
    action:
      'Repeat the failover command: it writes to every replica that says something else. If replicas still differ, replication has stopped: look at the alarm replication-late and the AWS Health Dashboard.',
  },
  'reroute-impossible': {
    rule: 'Every region’s origin can answer the requests of every other region’s distribution.',
    source:
      'MediaPackage User Guide, "Working with cross-region failover"; CloudFront Developer Guide, "Lambda@Edge event structure"',
    action: 'Without it a stale region is left by steering: players that know no steering stay. See docs/reroute.md.',
  },
  'reroute-outdated': {
    severity: 'error',
    rule: 'The copilot was deployed with the origins and paths that the streams have now.',
    source: 'A request that is rerouted by another path is answered 404',
    action: 'Deploy: `cvs deploy`. Until then, where the detectors see that streams differ, no region stands in.',
  },
  'detector-silent': {
    rule: 'Every detector has reported of late.',
    source: 'A detector sends a message each minute',
    action: 'A detector reports within two minutes of a deployment. If it does not, look at its log and its alarms.',
  },
  'not-open': {
    rule: 'No distribution was left closed or drained.',
    source: 'Viewers of that region cannot be moved back',
    action: 'Open it: `cvs failover open REGION`.',
  },
});
