import type { ControlService } from './api/service.js';
import type { SandboxEnvironment } from './environment.js';
import { changeSetFaults } from './faults/change-set-faults.js';
import type { FaultRegister } from './faults/fault-register.js';
import { withResourceFaults } from './faults/resource-faults.js';
import { LostRegions } from './lost-regions.js';
import { checkedResource } from './resources/checked-resource.js';
import { withPermissions } from './resources/permissions/with-permissions.js';
import type { ResourceHandler } from './resources/resource-handler.js';
import { makeAcm } from './services/acm/index.js';
import type { Acm } from './services/acm/model.js';
import { makeCloudFormation } from './services/cloudformation/index.js';
import type { CloudFormation } from './services/cloudformation/model/cloudformation.js';
import { makeCloudFront } from './services/cloudfront/index.js';
import type { CloudFront } from './services/cloudfront/model/cloudfront.js';
import { makeCloudWatch } from './services/cloudwatch/index.js';
import { makeDynamoDb } from './services/dynamodb/index.js';
import type { DynamoDb } from './services/dynamodb/model/dynamodb.js';
import type { Authorizer } from './services/iam/authorize.js';
import { makeIam } from './services/iam/index.js';
import { makeLambda } from './services/lambda/index.js';
import type { Deliver } from './services/lambda/model/async-invocations.js';
import type { Lambda } from './services/lambda/model/lambda.js';
import { makeLogs } from './services/logs/index.js';
import { resourcePolicyOf } from './services/resource-policies.js';
import { makeS3 } from './services/s3/index.js';
import type { S3 } from './services/s3/model/s3.js';
import { makeScheduler } from './services/scheduler/index.js';
import type { Scheduler } from './services/scheduler/model.js';
import type { Service } from './services/service.js';
import { ServiceError } from './services/service-error.js';
import { makeSns } from './services/sns/index.js';
import type { Sns } from './services/sns/model/sns.js';
import { makeSqs } from './services/sqs/index.js';
import type { Sqs } from './services/sqs/model/sqs.js';
import { makeSts } from './services/sts/index.js';

export interface ServicesOptions {
  /** What goes wrong with CloudFormation's resources. Default: nothing. */
  faults?: FaultRegister;
  /** Regions that are lost for now. Default: none. */
  lost?: LostRegions;
  /** How long a write takes to reach the other replicas of a global table, in real ms. Default 700. */
  replicationDelayMs?: number;
  /** Port of the first distribution, counted up from there; absent: any free port. */
  firstPort?: number;
}

/** The sandbox's services, wired to each other. */
export interface SandboxServices {
  /** The API of each. */
  readonly wires: readonly ControlService[];
  /** Every resource type, without checks and faults. */
  readonly resources: readonly ResourceHandler[];
  readonly s3: S3;
  readonly dynamodb: DynamoDb;
  readonly lambda: Lambda;
  readonly sns: Sns;
  readonly sqs: Sqs;
  readonly scheduler: Scheduler;
  readonly cloudFront: CloudFront;
  readonly acm: Acm;
  readonly cloudFormation: CloudFormation;
  /** Decides what callers and functions may do. */
  readonly authorizer: Authorizer;
  /** Stops schedules, functions, edges, stack operations and everything that waits. */
  close(): Promise<void>;
}

/**
 * Makes every service of the sandbox; nothing runs until one is called. A new service is a folder of `services/` and a
 * line here.
 */
export function createServices(env: SandboxEnvironment, options: ServicesOptions = {}): SandboxServices {
  const { lost = new LostRegions() } = options;
  const isPrincipal = (arn: string): boolean => iam.model.isPrincipal(arn);
  const s3 = makeS3(env, isPrincipal);
  const dynamodb = makeDynamoDb(env, options);
  const sqs = makeSqs(env, { isPrincipal, senderOf: (accessKeyId) => sts.model.caller(accessKeyId).userId });
  const lambda: Service<Lambda> = makeLambda(env, {
    packages: s3.model,
    lost,
    mayAssume: (roleArn) => iam.model.isAssumedBy(roleArn, 'lambda.amazonaws.com'),
    deliver: (...message) => deliver({ sqs: sqs.model, sns: sns.model, lambda: lambda.model }, ...message),
  });
  const sns = makeSns(
    env,
    {
      mayInvoke: (functionArn, service, sourceArn) => lambda.model.mayInvoke(functionArn, service, sourceArn),
      invokeAsync: (functionArn, payload, place) => lambda.model.invokeAsync(functionArn, payload, place),
      sendToQueue: (sourceArn, queueArn, message) =>
        sqs.model.sendFor('sns.amazonaws.com', sourceArn, queueArn, message),
    },
    isPrincipal,
  );
  const scheduler = makeScheduler(env, {
    // A run that its region missed begins when the region is back.
    invokeAsync: async (functionArn, payload, place) => {
      await lost.whenBack(place.region);
      return lambda.model.invokeAsync(functionArn, payload, place);
    },
  });
  const acm = makeAcm(env);
  const cloudFront = makeCloudFront(
    env,
    { lambda: lambda.model, objects: reachable(s3, lost), certificates: acm.model },
    options,
  );
  const unwatch = lost.watch((region, isLost) => dynamodb.model.isolate(region, isLost));
  const iam = makeIam(env, (arn) => resourcePolicyOf({ s3: s3.model }, arn));
  const { authorizer } = iam;
  const sts = makeSts(env, {
    roleOf: (arn) => iam.model.find(arn.split('/').at(-1) ?? ''),
    principalOf: (accessKeyId) => authorizer.ofKey(env.keys.find(accessKeyId) ?? {}),
  });
  const behindTemplates: readonly Service[] = [
    s3,
    dynamodb,
    sqs,
    lambda,
    sns,
    scheduler,
    iam,
    sts,
    makeLogs(env),
    makeCloudWatch(env),
    acm,
    cloudFront,
  ];
  const resources = behindTemplates.flatMap((service) => service.resources);
  const cloudFormation = makeCloudFormation(
    env,
    resources.map(asTemplatesSee),
    (url) => s3.model.readTemplate(url),
    (roleArn) => iam.model.isAssumedBy(roleArn, 'cloudformation.amazonaws.com'),
    options.faults && changeSetFaults(options.faults),
  );
  const all: readonly Service[] = [...behindTemplates, cloudFormation];

  /** What every resource type goes through before its service, whatever the type. */
  function asTemplatesSee(handler: ResourceHandler): ResourceHandler {
    const permitted = withPermissions(handler, ({ actor, region }, needs) => {
      if (actor) authorizer.check(authorizer.ofActor(actor, env.keys), region, needs);
    });
    const checked = checkedResource(permitted);
    return options.faults ? withResourceFaults(checked, options.faults, env) : checked;
  }

  return {
    wires: all.flatMap(({ wire }) => wire ?? []),
    resources,
    s3: s3.model,
    dynamodb: dynamodb.model,
    lambda: lambda.model,
    sns: sns.model,
    sqs: sqs.model,
    scheduler: scheduler.model,
    cloudFront: cloudFront.model,
    acm: acm.model,
    cloudFormation: cloudFormation.model,
    authorizer,
    async close() {
      unwatch();
      // A service is closed before the services that it calls.
      for (const service of [...all].reverse()) await service.close?.();
    },
  };
}

/** The buckets as CloudFront reaches them: not those of a region that is lost. */
function reachable({ model, origin }: ReturnType<typeof makeS3>, lost: LostRegions): typeof origin {
  return {
    async readForCloudFront(bucket, key, sourceArn) {
      const region = model.buckets().find(({ name }) => name === bucket)?.region;
      if (region && lost.has(region)) return { status: 503, headers: {}, body: Buffer.alloc(0) };
      return origin.readForCloudFront(bucket, key, sourceArn);
    },
  };
}

/** Sends a message of Lambda's to a queue, a topic or a function: a dead letter, or the record of an invocation. */
async function deliver(
  { sqs, sns, lambda }: Pick<SandboxServices, 'sqs' | 'sns' | 'lambda'>,
  ...[targetArn, body, texts]: Parameters<Deliver>
): Promise<void> {
  const [, , service, region = ''] = targetArn.split(':');
  const attributes = Object.fromEntries(
    Object.entries(texts).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );
  if (service === 'sns') await sns.publish(targetArn, { message: body, attributes });
  else if (service !== 'sqs') await lambda.invokeAsync(targetArn, JSON.parse(body), { region });
  else {
    const queue = sqs.byArn(targetArn);
    if (!queue) throw new ServiceError('QueueDoesNotExist', `The queue ${targetArn} does not exist.`);
    queue.send({ body, attributes });
  }
}
