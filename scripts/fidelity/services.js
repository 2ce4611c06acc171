/** What the sandbox has of each service, in words, by its signing name; `client` is what the SDK calls it instead. */
export const SERVICES = {
  acm: {
    title: 'AWS Certificate Manager',
    does: 'Public certificates for the names of distributions; the record of a DNS validation is there by itself after a while, but never for names under `.invalid`.',
    lacks: 'Validation by email, imports, exports, tags, renewal.',
  },
  cloudformation: {
    title: 'AWS CloudFormation',
    does: 'Runs templates: parameters, conditions, intrinsic functions, exports, change sets, updates with replacement, rollbacks, roll-forward, stacks that end failed, termination protection, deletion and retention, service roles, early validation, events. Each resource is made over the model of its service.',
    lacks:
      'Drift, stack sets, nested stacks, modules, macros and transforms, custom resources, stack policies, imports of resources, hooks of your own, dynamic references (`{{resolve:…}}`), parameters from Systems Manager.',
  },
  cloudfront: {
    title: 'Amazon CloudFront',
    does: 'Serves each distribution on a port of its own: one edge with a cache that follows cache policies or legacy settings and `Cache-Control`, origin groups, origins’ attempts and timeouts, S3 origins behind an origin access control, all four events of Lambda@Edge, CORS by response headers policies, error caching, invalidations, access logs in the sandbox’s log. Changes take time until they are deployed; function replicas stay for a while.',
    lacks:
      'More than one edge location, TLS and HTTP/2, certificates, WAF, geographic restriction, signed URLs and cookies, CloudFront Functions, real-time logs, origin shield, VPC origins, tenants.',
  },
  dynamodb: {
    title: 'Amazon DynamoDB',
    does: 'Tables and global tables: expressions, conditions, queries, scans, batches, transactions, pages of 1 MB. Replicas lag by 0.7 s, the last write of an item wins, and a lost region’s replica holds its writes back. Items are kept by dynalite.',
    lacks:
      'Streams that can be read, PartiQL, backups that can be restored, time to live that deletes, capacity that is limited, strong consistency over regions.',
  },
  iam: {
    title: 'AWS IAM',
    does: 'Roles with inline and managed policies, permissions boundaries, and the policy simulator. What callers, functions, schedules and stacks do is evaluated by identity, session, boundary and resource policies; an independent implementation decides alike in a test.',
    lacks:
      'Users, groups, instance profiles, identity providers; service and resource control policies of organizations; eventual consistency, so that a change holds at once. A `*` within a segment of a resource’s ARN also matches colons, where AWS lets only one at a segment’s end do so.',
  },
  lambda: {
    title: 'AWS Lambda',
    does: 'Runs Node.js functions from their zip files in processes of their own, with the function’s memory, timeout, variables and role; versions, resource policies, asynchronous invocation with retries, dead letters and destinations, reserved concurrency. Reads and invocations; functions are made by stacks.',
    lacks:
      'Other runtimes, container images, layers, VPCs, aliases, function URLs, event sources, other Node.js versions than the sandbox’s own.',
  },
  s3: {
    title: 'Amazon S3',
    does: 'Buckets in their region, objects, versions and delete markers, conditional and ranged requests, pages, bucket policies, tags, encryption and ownership settings, presigned URLs. Buckets are addressed in the path.',
    lacks:
      'Multipart uploads, copies, ACLs, notifications, replication, object lock, static websites, lifecycle rules that act (they are stored).',
  },
  logs: {
    title: 'Amazon CloudWatch Logs',
    client: 'cloudwatch-logs',
    does: 'Log groups of stacks, which can be listed.',
    lacks: 'Streams, events, queries, metric filters: what functions write is in the sandbox’s own log.',
  },
  monitoring: {
    title: 'Amazon CloudWatch',
    client: 'cloudwatch',
    does: 'Alarms and dashboards of stacks, which can be read.',
    lacks: 'Metrics, so that no alarm changes its state.',
  },
  scheduler: {
    title: 'Amazon EventBridge Scheduler',
    does: 'Rate-based schedules that invoke functions, in real time whatever the sandbox’s speed.',
    lacks: 'Cron and one-time schedules, groups, other targets than functions, retries by the schedule’s own policy.',
  },
  sns: {
    title: 'Amazon SNS',
    does: 'Topics that deliver to functions and queues, with their permissions, raw delivery and dead letter queues.',
    lacks:
      'Email, SMS, HTTP and push subscriptions, filter policies, delivery retries over hours, tags after creation.',
  },
  sqs: {
    title: 'Amazon SQS',
    does: 'Standard and FIFO queues: visibility, delays, long polling, dead letters, deduplication, queue policies.',
    lacks: 'The query protocol of SDKs before November 2023, message moves, queue tags after creation.',
  },
  sts: {
    title: 'AWS STS',
    does: 'The caller’s identity, and sessions of roles with session policies and codes of a device.',
    lacks: 'Federation, web identities, session tags, decoding of authorization messages.',
  },
};
