import type { ResourceHandler } from '../cloudformation/resource-handler.js';
import { type ControlService, ServiceError } from '../control/service.js';
import type { SandboxEnvironment } from '../environment.js';
import { cloudWatchResources } from './cloudwatch/resources.js';
import { DynamoDbService } from './dynamodb/dynamodb-service.js';
import { dynamoDbResources } from './dynamodb/resources.js';
import { iamService } from './iam/iam-service.js';
import { iamResources } from './iam/resources.js';
import { Roles } from './iam/roles.js';
import { LambdaService } from './lambda/lambda-service.js';
import { lambdaResources } from './lambda/resources.js';
import { logsResources } from './logs/resources.js';
import { s3Resources } from './s3/resources.js';
import { S3Service } from './s3/s3-service.js';
import { schedulerResources } from './scheduler/resources.js';
import { SchedulerService } from './scheduler/scheduler-service.js';
import { snsResources } from './sns/resources.js';
import { SnsService } from './sns/sns-service.js';
import { sqsResources } from './sqs/resources.js';
import { SqsService } from './sqs/sqs-service.js';
import { stsService } from './sts/sts-service.js';

export interface ServicesOptions {
  /** How long a write takes to reach the other replicas of a global table, in real ms. Default 700. */
  replicationDelayMs?: number;
}

/** The sandbox's services, wired to each other. */
export interface SandboxServices {
  readonly services: ControlService[];
  readonly resources: ResourceHandler[];
  readonly s3: S3Service;
  readonly dynamodb: DynamoDbService;
  readonly lambda: LambdaService;
  readonly sns: SnsService;
  readonly sqs: SqsService;
  readonly scheduler: SchedulerService;
  /** Stops schedules, threads and everything that waits. */
  close(): Promise<void>;
}

/** Makes every service but CloudFormation and CloudFront. Nothing runs until it is called. */
export function createServices(env: SandboxEnvironment, options: ServicesOptions = {}): SandboxServices {
  const s3 = new S3Service(env);
  const dynamodb = new DynamoDbService(env, options);
  const sqs = new SqsService(env);
  const lambda: LambdaService = new LambdaService(env, {
    packages: s3,
    async deliver(targetArn, body, attributes) {
      const [, , service, region = ''] = targetArn.split(':');
      const texts = Object.entries(attributes).map(([name, StringValue]) => [
        name,
        { DataType: 'String', StringValue },
      ]);
      const messageAttributes = Object.fromEntries(texts);
      if (service === 'sqs') {
        const queue = sqs.byArn(targetArn);
        if (!queue) throw new ServiceError('QueueDoesNotExist', `The queue ${targetArn} does not exist.`);
        queue.send({ body, attributes: messageAttributes });
      } else if (service === 'sns') await sns.publish(targetArn, { message: body, attributes: messageAttributes });
      else await lambda.invokeAsync(targetArn, JSON.parse(body), { region });
    },
  });
  const sns = new SnsService(env, {
    mayInvoke: (functionArn, service, sourceArn) => lambda.mayInvoke(functionArn, service, sourceArn),
    invokeAsync: (functionArn, payload, place) => lambda.invokeAsync(functionArn, payload, place),
    sendToQueue: (sourceArn, queueArn, message) => sqs.sendFor('sns.amazonaws.com', sourceArn, queueArn, message),
  });
  const roles = new Roles(env);
  const scheduler = new SchedulerService(env, lambda);
  return {
    services: [s3, dynamodb, lambda, sns, sqs, scheduler, stsService(env), iamService(roles)],
    resources: [
      ...s3Resources(s3),
      ...dynamoDbResources(dynamodb),
      ...lambdaResources(env, lambda),
      ...snsResources(env, sns),
      ...sqsResources(env, sqs),
      ...schedulerResources(env, scheduler),
      ...iamResources(env, roles),
      ...logsResources(env),
      ...cloudWatchResources(env),
    ],
    s3,
    dynamodb,
    lambda,
    sns,
    sqs,
    scheduler,
    async close() {
      await Promise.all([scheduler.close(), sqs.close(), dynamodb.close()]);
      await lambda.close();
    },
  };
}
