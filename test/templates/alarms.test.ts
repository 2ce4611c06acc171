// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what Fn::Sub takes
import { beforeAll, describe, expect, test } from '@jest/globals';
import { TEMPLATE_NAMES, type TemplateName } from '../../src/lib/assets/assets.js';
import { templatesWithoutCode } from './filled-templates.js';
import { type Any, type RawTemplates, rawTemplates, resourcesOf } from './raw-templates.js';

let raw: RawTemplates;

beforeAll(async () => {
  raw = rawTemplates(await templatesWithoutCode());
});

const alarms = (name: TemplateName): Record<string, Any> =>
  Object.fromEntries(resourcesOf(raw[name], 'AWS::CloudWatch::Alarm').map(([id, { Properties }]) => [id, Properties]));

/** What an alarm watches: metric, the resource or value that its dimensions name, and when it goes off. */
const watch = ({ Namespace, MetricName, Dimensions, Statistic, Threshold, ComparisonOperator, ...rest }: Any) => ({
  metric: `${Namespace} ${MetricName}`,
  of: Dimensions.map((one: Any) => one.Value),
  when: `${Statistic} ${ComparisonOperator} ${Threshold}`,
  after: `${rest.DatapointsToAlarm} of ${rest.EvaluationPeriods} × ${rest.Period} s`,
  missing: rest.TreatMissingData,
});

test('the detector’s stack: silence, errors, dead letters', () => {
  const { DetectorSilent, DetectorErrors, QueueDeadLetters, ...others } = alarms('stale-playlist-detector');
  expect(others).toEqual({});
  expect(watch(DetectorSilent)).toEqual({
    metric: 'AWS/SNS NumberOfMessagesPublished',
    of: [{ 'Fn::GetAtt': ['Topic', 'TopicName'] }],
    when: 'Sum LessThanThreshold 1',
    after: '3 of 3 × 60 s',
    missing: 'breaching',
  });
  expect(watch(DetectorErrors)).toMatchObject({
    metric: 'AWS/Lambda Errors',
    of: [{ Ref: 'Detector' }],
    missing: 'notBreaching',
  });
  expect(watch(QueueDeadLetters)).toMatchObject({
    metric: 'AWS/SQS ApproximateNumberOfMessagesVisible',
    of: [{ 'Fn::GetAtt': ['DeadLetterQueue', 'QueueName'] }],
  });
});

test('the instance’s stack: a stale playlist, errors of the handler, alerts that failed, late replication', () => {
  const { PlaylistStale, AlertHandlerErrors, FailedAlertsNotEmpty, ReplicationLate, ...others } = alarms(
    'clustered-video-stream-instance',
  );
  expect(others).toEqual({});
  expect(watch(PlaylistStale)).toMatchObject({
    of: [{ Ref: 'ClusteredVideoStreamName' }, { Ref: 'AWS::Region' }],
    when: 'Maximum GreaterThanOrEqualToThreshold 1',
    missing: 'missing',
  });
  expect(watch(AlertHandlerErrors)).toMatchObject({ metric: 'AWS/Lambda Errors', of: [{ Ref: 'AlertHandler' }] });
  expect(watch(FailedAlertsNotEmpty)).toMatchObject({
    of: [{ 'Fn::GetAtt': ['FailedAlerts', 'QueueName'] }],
    when: 'Maximum GreaterThanOrEqualToThreshold 1',
  });
});

test('replication is late after 10 s, and where a write has not arrived', () => {
  const { ReplicationLate } = alarms('clustered-video-stream-instance');
  const [late, latency, writes] = ReplicationLate.Metrics;
  expect(late).toMatchObject({ Expression: 'IF(FILL(writes, 0) > 0, FILL(latency, 60000), 0)', ReturnData: true });
  expect(latency.MetricStat).toMatchObject({
    Stat: 'Maximum',
    Metric: {
      MetricName: 'ReplicationLatency',
      Dimensions: [
        { Name: 'TableName', Value: { Ref: 'ClusteredVideoStreamName' } },
        {
          Name: 'ReceivingRegion',
          Value: { 'Fn::If': ['ThisIsRegionOne', { Ref: 'RegionTwo' }, { Ref: 'RegionOne' }] },
        },
      ],
    },
  });
  expect(writes.MetricStat).toMatchObject({ Stat: 'SampleCount', Metric: { MetricName: 'SuccessfulRequestLatency' } });
  expect([latency, writes].map((one: Any) => [one.Id, one.ReturnData])).toEqual([
    ['latency', false],
    ['writes', false],
  ]);
  // In ms: what stands for a missing value is above the threshold.
  expect(ReplicationLate).toMatchObject({
    Threshold: 10_000,
    ComparisonOperator: 'GreaterThanThreshold',
    DatapointsToAlarm: 3,
    EvaluationPeriods: 5,
    TreatMissingData: 'breaching',
  });
});

test('every alarm has a description, and notifies the topic, if there is one, of its beginning and end', () => {
  const topic = { 'Fn::If': ['AlarmsNotify', [{ Ref: 'AlarmTopicArn' }], { Ref: 'AWS::NoValue' }] };
  for (const alarm of TEMPLATE_NAMES.flatMap((name) => Object.values(alarms(name)))) {
    expect(alarm).toMatchObject({ AlarmActions: topic, OKActions: topic });
    expect(alarm.AlarmDescription['Fn::Sub'].length).toBeGreaterThan(40);
  }
});

describe('the dashboard', () => {
  /** With its variables filled in, as CloudWatch gets it. */
  function body(): Any {
    const [text, variables] = raw['clustered-video-stream'].Resources.Dashboard.Properties.DashboardBody['Fn::Sub'];
    expect(variables).toEqual({ Copilot: { 'Fn::Select': [6, { 'Fn::Split': [':', { Ref: 'CopilotLambdaArn' }] }] } });
    const values: Record<string, string> = {
      'AWS::Partition': 'aws',
      'AWS::AccountId': '111122223333',
      'AWS::Region': 'eu-west-1',
      ClusteredVideoStreamName: 'final',
      RegionOne: 'eu-west-1',
      RegionTwo: 'eu-west-2',
      RegionOneCloudfrontDistributionId: 'E1',
      RegionTwoCloudfrontDistributionId: 'E2',
      MasterPlaylistDistribution: 'E3',
      Copilot: 'final-copilot-Copilot-A1',
    };
    return JSON.parse(text.replace(/\$\{([\w:]+)\}/g, (_: string, name: string) => values[name] ?? `no ${name}`));
  }

  test('shows every alarm of both regions by its name', () => {
    const [shown] = body().widgets.filter((widget: Any) => widget.type === 'alarm');
    const regional = ['stale-playlist-detector', 'clustered-video-stream-instance'] as const;
    const wanted = ['eu-west-1', 'eu-west-2'].flatMap((region) =>
      regional.flatMap((name) =>
        Object.values(alarms(name)).map(({ AlarmName }) => {
          const alarm = AlarmName['Fn::Sub'].replace('${AWS::StackName}', `final-${name}`);
          return `arn:aws:cloudwatch:${region}:111122223333:alarm:${alarm}`;
        }),
      ),
    );
    expect([...shown.properties.alarms].sort()).toEqual(wanted.sort());
  });

  test('shows freshness, age, serving and from where, the copilot’s invocations and errors, and all three distributions', () => {
    const metrics = body().widgets.flatMap((widget: Any) => widget.properties.metrics ?? []);
    const named = new Set(metrics.map(([namespace, name]: string[]) => `${namespace} ${name}`));
    for (const one of [
      'ClusteredVideoStreams PlaylistStale',
      'ClusteredVideoStreams NewestSegmentAge',
      'ClusteredVideoStreams DistributionServing',
      'ClusteredVideoStreams ServedElsewhere',
      'AWS/Lambda Invocations',
      'AWS/Lambda Errors',
      'AWS/CloudFront Requests',
      'AWS/CloudFront 4xxErrorRate',
      'AWS/CloudFront 5xxErrorRate',
    ]) {
      expect(named).toContain(one);
    }
    const copilot = metrics.filter(([namespace]: string[]) => namespace === 'AWS/Lambda');
    expect(new Set(copilot.map((one: Any) => one[3]))).toEqual(new Set(['us-east-1.final-copilot-Copilot-A1']));
    const requests = metrics.filter(([, name]: string[]) => name === 'Requests');
    expect(requests.map((one: Any) => one[3])).toEqual(['E1', 'E2', 'E3']);
    expect(JSON.stringify(body())).not.toContain('no ');
  });

  test('its widgets do not overlap', () => {
    const taken = new Set<string>();
    for (const { x, y, width, height } of body().widgets) {
      expect(x + width).toBeLessThanOrEqual(24);
      for (let column = x; column < x + width; column += 1) {
        for (let row = y; row < y + height; row += 1) {
          expect(taken.has(`${column} ${row}`)).toBe(false);
          taken.add(`${column} ${row}`);
        }
      }
    }
  });
});
