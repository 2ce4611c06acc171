import { type ControlService, ServiceError } from './control/service.js';
import type { SandboxEnvironment } from './environment.js';
import type { ResourceHandler } from './resources/resource-handler.js';
import { cloudWatchResources } from './services/cloudwatch/resources.js';
import { DynamoDbService } from './services/dynamodb/model/dynamodb.js';
import { dynamoDbResources } from './services/dynamodb/resources/global-table.js';
import { Roles } from './services/iam/model.js';
import { iamResources } from './services/iam/resources.js';
import { iamService } from './services/iam/wire.js';
import { LambdaService } from './services/lambda/model/lambda.js';
import { lambdaResources } from './services/lambda/resources/resources.js';
import { logsResources } from './services/logs/resources.js';
import { S3Service } from './services/s3/model/s3.js';
import { s3Resources } from './services/s3/resources.js';
import { SchedulerService } from './services/scheduler/model.js';
import { schedulerResources } from './services/scheduler/resources.js';
import { SnsService } from './services/sns/model/sns.js';
import { snsResources } from './services/sns/resources.js';
import { SqsService } from './services/sqs/model/sqs.js';
import { sqsResources } from './services/sqs/resources.js';
import { stsService } from './services/sts/wire.js';

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
