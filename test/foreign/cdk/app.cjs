// An app of the AWS CDK: a topic that delivers to a queue, and by the variable STAGE one queue more, or a resource that
// cannot be made.
const { App, CfnOutput, Duration, BootstraplessSynthesizer, Stack } = require('aws-cdk-lib');
const sns = require('aws-cdk-lib/aws-sns');
const { SqsSubscription } = require('aws-cdk-lib/aws-sns-subscriptions');
const sqs = require('aws-cdk-lib/aws-sqs');

const stack = new Stack(new App({ analyticsReporting: false }), 'Foreign', {
  synthesizer: new BootstraplessSynthesizer(),
  env: { region: 'eu-west-1', account: process.env.ACCOUNT },
});
const queue = new sqs.Queue(stack, 'Queue', { retentionPeriod: Duration.minutes(10) });
new sns.Topic(stack, 'Topic').addSubscription(new SqsSubscription(queue));
new CfnOutput(stack, 'QueueName', { value: queue.queueName });
if (process.env.STAGE === 'changed') new sqs.Queue(stack, 'Second');
if (process.env.STAGE === 'broken') {
  new sns.CfnSubscription(stack, 'Broken', {
    topicArn: `arn:aws:sns:eu-west-1:${process.env.ACCOUNT}:nowhere`,
    protocol: 'sqs',
    endpoint: queue.queueArn,
  });
}
