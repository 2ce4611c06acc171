import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { FakeClock } from '../../../support/fake-clock.js';
import { eventually, resourceContext, type ServiceServer, startServices } from '../../../support/service-server.js';

const clock = new FakeClock();
const context = resourceContext('eu-west-1', 'Minute');
let server: ServiceServer;
let client: SchedulerClient;
let Arn = '';

beforeAll(async () => {
  server = await startServices({ clock });
  client = new SchedulerClient(server.client('eu-west-1'));
  const { attributes } = await server.handler('AWS::Lambda::Function').create(
    {
      FunctionName: 'ticks',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::123456789012:role/any',
      Code: { ZipFile: `exports.handler = async (event) => { console.log('tick ' + event.who); };` },
    },
    context,
  );
  Arn = String(attributes.Arn);
});
afterAll(async () => {
  client.destroy();
  await server.stop();
});

const ticks = (who: string) =>
  server.lambda.logs('eu-west-1', 'ticks').filter((line) => line.endsWith(`tick ${who}`)).length;
const target = (who: string) => ({
  Arn,
  RoleArn: 'arn:aws:iam::123456789012:role/any',
  Input: JSON.stringify({ who }),
});
const FlexibleTimeWindow = { Mode: 'OFF' } as const;

test('a schedule of a template invokes its function at once and then at its rate', async () => {
  const handler = server.handler('AWS::Scheduler::Schedule');
  const properties = { ScheduleExpression: 'rate(1 minute)', FlexibleTimeWindow, Target: target('stack') };
  const { physicalId, attributes } = await handler.create(properties, context);
  expect(attributes.Arn).toBe(`arn:aws:scheduler:eu-west-1:123456789012:schedule/default/${physicalId}`);
  await eventually(
    () => ticks('stack'),
    (count) => count === 1,
  );
  await clock.advance(59_000);
  expect(ticks('stack')).toBe(1);
  await clock.advance(1000);
  await eventually(
    () => ticks('stack'),
    (count) => count === 2,
  );
  await handler.delete(physicalId, properties, context);
  await clock.advance(600_000);
  expect(ticks('stack')).toBe(2);
});

test('a schedule is created, read, disabled and deleted over the API', async () => {
  const schedule = { Name: 'api', ScheduleExpression: 'rate(5 minutes)', FlexibleTimeWindow, Target: target('api') };
  await client.send(new CreateScheduleCommand({ ...schedule, State: 'DISABLED' }));
  await expect(client.send(new CreateScheduleCommand(schedule))).rejects.toMatchObject({ name: 'ConflictException' });
  expect(await client.send(new GetScheduleCommand({ Name: 'api' }))).toMatchObject({
    State: 'DISABLED',
    ScheduleExpression: 'rate(5 minutes)',
    Target: target('api'),
  });
  await clock.advance(600_000);
  expect(ticks('api')).toBe(0);
  await client.send(new UpdateScheduleCommand({ ...schedule, State: 'ENABLED' }));
  await eventually(
    () => ticks('api'),
    (count) => count === 1,
  );
  expect((await client.send(new ListSchedulesCommand({}))).Schedules).toMatchObject([
    { Name: 'api', State: 'ENABLED' },
  ]);
  await client.send(new DeleteScheduleCommand({ Name: 'api' }));
  await expect(client.send(new GetScheduleCommand({ Name: 'api' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('refuses expressions and targets that it does not support', async () => {
  const create = (more: object) =>
    client.send(
      new CreateScheduleCommand({
        Name: 'x',
        ScheduleExpression: 'rate(1 minute)',
        FlexibleTimeWindow,
        Target: target('x'),
        ...more,
      }),
    );
  await expect(create({ ScheduleExpression: 'cron(* * * * ? *)' })).rejects.toMatchObject({
    message: 'The sandbox does not support cron schedules: cron(* * * * ? *).',
  });
  await expect(create({ ScheduleExpression: 'hourly' })).rejects.toMatchObject({ name: 'ValidationException' });
  const flexible = { FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 } } as const;
  await expect(create(flexible)).rejects.toThrow(/does not support FlexibleTimeWindow/);
  await expect(create({ EndDate: new Date() })).rejects.toThrow(
    'The sandbox does not support EndDate of scheduler:CreateSchedule.',
  );
  await expect(create({ Target: { ...target('x'), Arn: 'arn:aws:sqs:eu-west-1:123456789012:q' } })).rejects.toThrow(
    /Lambda/,
  );
  await expect(create({ Target: { ...target('x'), Input: '{' } })).rejects.toThrow(/JSON/);
});
