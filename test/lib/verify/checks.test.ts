import { describe, expect, test } from '@jest/globals';
import type { RawFinding } from '../../../src/lib/doctor/check.js';
import { CvsError } from '../../../src/lib/errors.js';
import { alarms, dashboard } from '../../../src/lib/verify/checks/alarms.js';
import { functions } from '../../../src/lib/verify/checks/functions.js';
import { deadLetters, logs, topics } from '../../../src/lib/verify/checks/messages.js';
import { namesFree } from '../../../src/lib/verify/checks/names-free.js';
import { roles } from '../../../src/lib/verify/checks/roles.js';
import { schedules } from '../../../src/lib/verify/checks/schedules.js';
import { viewers } from '../../../src/lib/verify/checks/viewers.js';
import type { AlarmLook, DeployedFacts, FunctionLook, ScheduleLook } from '../../../src/lib/verify/deployed.js';
import { ALARMS } from '../../../src/lib/verify/parts.js';
import { fakeFacts, status } from '../doctor/fake-facts.js';
import { type CannedAnswer, CannedHttp } from '../playlist/canned-http.js';

const { cluster } = fakeFacts();
const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:on-call';

const FUNCTION: FunctionLook = {
  roleArn: 'arn:aws:iam::123456789012:role/one',
  runtime: 'nodejs24.x',
  memoryMb: 256,
  timeoutS: 80,
  state: 'Active',
  lastUpdate: 'Successful',
};
const SCHEDULE: ScheduleLook = {
  state: 'ENABLED',
  expression: 'rate(1 minute)',
  targetArn: 'arn:aws:lambda:eu-west-1:123456789012:function:Detector',
  roleArn: FUNCTION.roleArn,
};

function alarmsOf(region: string, prefix: string, changes: Partial<AlarmLook> = {}): AlarmLook[] {
  const one = {
    state: 'OK',
    reason: '',
    actionsEnabled: true,
    actions: [TOPIC.replace('eu-west-1', region)],
    ...changes,
  };
  return Object.values(ALARMS)
    .flat()
    .map((end) => ({ ...one, name: `${prefix}${end.slice(1)}` }));
}

/** A deployment of which every check says that all is well; tests change what they are about, in eu-west-1. */
function deployed(changes: Partial<DeployedFacts> = {}): DeployedFacts {
  const well: DeployedFacts = {
    cluster,
    caller: async () => ({ account: '123456789012', arn: 'arn:aws:iam::123456789012:user/ann' }),
    physicalId: async (_stack, logicalId) => logicalId,
    functionOf: async () => FUNCTION,
    scheduleOf: async () => SCHEDULE,
    messagesIn: async () => 0,
    topic: async () => ({ SubscriptionsConfirmed: '2' }),
    alarms: async (region, prefix) => alarmsOf(region, prefix),
    hasDashboard: async () => true,
    retention: async () => 30,
    decisions: async ({ actions, resources }) =>
      actions.flatMap((action) => resources.map((resource) => ({ action, resource, allowed: true }))),
  };
  return { ...well, ...changes };
}

/** Only in eu-west-1. */
const inOne =
  <T>(value: T, otherwise: T) =>
  async (region: string): Promise<T> =>
    region === 'eu-west-1' ? value : otherwise;

const seen = (findings: readonly RawFinding[]) =>
  findings
    .filter(({ status }) => status !== 'pass')
    .map(({ status, id, region, message }) => [status, id, region, message].filter(Boolean).join(' '));

describe('a check of a deployment', () => {
  const http = new CannedHttp();
  const signal = new AbortController().signal;

  test.each<[string, (facts: DeployedFacts) => ReturnType<typeof functions>]>([
    ['functions', functions],
    ['roles', roles],
    ['schedules', schedules],
    ['topics', topics],
    ['dead letters', deadLetters],
    ['logs', logs],
    ['alarms', alarms],
    ['dashboard', dashboard],
  ])('finds nothing where the %s are as they were made', async (_, check) => {
    expect(seen(await check(deployed()).run(fakeFacts()))).toEqual([]);
  });

  test.each<[string, (facts: DeployedFacts) => ReturnType<typeof functions>, Partial<DeployedFacts>, string[]]>([
    [
      'a function that failed',
      functions,
      { functionOf: inOne({ ...FUNCTION, state: 'Failed', reason: 'no disk' }, FUNCTION) },
      [
        'fail function-not-ready eu-west-1 the detector is Failed: no disk',
        'fail function-not-ready eu-west-1 the alert handler is Failed: no disk',
      ],
    ],
    [
      'an update that failed',
      functions,
      { functionOf: inOne({ ...FUNCTION, lastUpdate: 'Failed' }, FUNCTION) },
      [
        'fail function-not-ready eu-west-1 the last update of the detector failed',
        'fail function-not-ready eu-west-1 the last update of the alert handler failed',
      ],
    ],
    [
      'a copilot of which a version is pending',
      functions,
      {
        functionOf: async (_region, _name, version) => ({ ...FUNCTION, state: version === '7' ? 'Pending' : 'Active' }),
      },
      ['fail function-not-ready us-east-1 version 7 of the copilot is Pending'],
    ],
    ['a function that sleeps', functions, { functionOf: async () => ({ ...FUNCTION, state: 'Inactive' }) }, []],
    [
      'a boundary that leaves something out',
      roles,
      {
        decisions: async ({ actions, resources }) =>
          actions.map((action) => ({
            action,
            resource: `${resources[0]}`,
            allowed: action !== 'dynamodb:BatchGetItem',
          })),
      },
      [
        'fail role-denied us-east-1 the copilot may not dynamodb:BatchGetItem on arn:aws:dynamodb:eu-west-1:123456789012:table/spring-final',
      ],
    ],
    [
      'roles that may not be simulated',
      roles,
      {
        decisions: async () => {
          throw new CvsError({ code: 'ACCESS_DENIED', message: 'no' });
        },
      },
      ['eu-west-1', 'eu-west-1', 'eu-west-1', 'eu-west-2', 'eu-west-2', 'eu-west-2', 'us-east-1'].map(
        (region) => `skip ${region} not seen: iam:SimulatePrincipalPolicy is denied; \`cvs policy viewer\` has it`,
      ),
    ],
    [
      'a schedule that is gone',
      schedules,
      { scheduleOf: inOne<ScheduleLook | undefined>(undefined, SCHEDULE) },
      ['fail schedule-missing eu-west-1 the schedule of the detector is not there'],
    ],
    [
      'a schedule that starts something else',
      schedules,
      { scheduleOf: inOne({ ...SCHEDULE, targetArn: 'arn:aws:lambda:eu-west-1:1:function:other' }, SCHEDULE) },
      [
        'fail schedule-off eu-west-1 the schedule Schedule starts arn:aws:lambda:eu-west-1:1:function:other, not the detector',
      ],
    ],
    [
      'a topic that is gone',
      topics,
      { topic: inOne<Record<string, string> | undefined>(undefined, { SubscriptionsConfirmed: '2' }) },
      [
        'fail topic-unheard eu-west-1 the topic of alerts is not there',
        'fail topic-unheard eu-west-1 the topic of observations is not there',
      ],
    ],
    [
      'a queue that is gone',
      deadLetters,
      { physicalId: async (_stack, id) => (id === 'FailedAlerts' ? undefined : id) },
      [
        'fail queue-missing eu-west-1 the queue of failed alerts is not there',
        'fail queue-missing eu-west-2 the queue of failed alerts is not there',
      ],
    ],
    [
      'logs that are kept for ever, or gone',
      logs,
      { retention: async (region) => (region === 'eu-west-1' ? 'for ever' : undefined) },
      [
        'warn logs-kept eu-west-1 the log of the detector is kept for ever',
        'warn logs-kept eu-west-1 the log of the alert handler is kept for ever',
        'warn logs-missing eu-west-2 the log of the detector is not there',
        'warn logs-missing eu-west-2 the log of the alert handler is not there',
      ],
    ],
    [
      'alarms whose actions somebody disabled',
      alarms,
      {
        alarms: async (region, prefix) =>
          alarmsOf(region, prefix, { actionsEnabled: region !== 'eu-west-1' || !prefix.includes('detector') }),
      },
      ['silent', 'errors', 'queue-dead-letters'].map(
        (end) =>
          `fail alarm-silent eu-west-1 the actions of the alarm spring-final-stale-playlist-detector-${end} are disabled`,
      ),
    ],
    [
      'alarms that notify nobody',
      alarms,
      {
        alarms: async (region, prefix) => alarmsOf(region, prefix, prefix.includes('detector') ? { actions: [] } : {}),
      },
      ['eu-west-1', 'eu-west-2'].flatMap((region) =>
        ['silent', 'errors', 'queue-dead-letters'].map(
          (end) =>
            `fail alarm-silent ${region} the alarm spring-final-stale-playlist-detector-${end} does not notify ${TOPIC.replace('eu-west-1', region)}`,
        ),
      ),
    ],
    [
      'an alarm that is raised',
      alarms,
      {
        alarms: async (region, prefix) =>
          alarmsOf(region, prefix).map((one) =>
            one.name.endsWith('-silent') && region === 'eu-west-1'
              ? { ...one, state: 'ALARM', reason: 'no data' }
              : one,
          ),
      },
      ['warn alarm-raised eu-west-1 the alarm spring-final-stale-playlist-detector-silent is in ALARM: no data'],
    ],
    [
      'a dashboard that is gone',
      dashboard,
      { hasDashboard: async () => false },
      ['warn dashboard-missing CloudWatch has no dashboard spring-final'],
    ],
  ])('finds %s', async (_, check, changes, expected) => {
    expect(seen(await check(deployed(changes)).run(fakeFacts()))).toEqual(expected);
  });

  test('names are free before a deployment, and those that are taken are named', async () => {
    const nothing = fakeFacts({ status: async () => status({ stacks: [] }, 'ABSENT') });
    const free = deployed({ alarms: async () => [], hasDashboard: async () => false });
    expect(seen(await namesFree(free).run(nothing))).toEqual([]);
    const taken = deployed({
      alarms: async (region, prefix) => (region === 'eu-west-1' ? alarmsOf(region, prefix).slice(0, 1) : []),
      hasDashboard: async () => true,
    });
    expect(seen(await namesFree(taken).run(nothing))).toEqual([
      'fail name-taken eu-west-1 there is an alarm spring-final-stale-playlist-detector-silent already',
      'fail name-taken there is a dashboard spring-final already',
    ]);
    expect(seen(await namesFree(taken).run(fakeFacts()))).toEqual([
      'skip the cluster is deployed: its names are its own',
    ]);
  });

  const MASTER = 'https://d9.cloudfront.net/playlist.m3u8';
  const STEERING = 'https://d9.cloudfront.net/steering.json';
  const [one, two] = cluster.regions.map((member) => new URL('cvs-serves.json', member.distributionPlaylistUrl).href);
  const playlist: CannedAnswer = {
    body: '#EXTM3U\n#EXT-X-STREAM-INF:PATHWAY-ID="eu-west-1"\na\n#EXT-X-STREAM-INF:PATHWAY-ID="eu-west-2"\nb\n',
    headers: { 'content-type': 'application/vnd.apple.mpegurl' },
  };
  const steering: CannedAnswer = { body: '{"VERSION":1,"TTL":5,"PATHWAY-PRIORITY":["eu-west-1","eu-west-2"]}' };
  const serves = (region: string): CannedAnswer => ({
    body: JSON.stringify({ region, servesFrom: region, canServeFrom: [] }),
    headers: { 'cache-control': 'no-store' },
  });
  const well: Record<string, CannedAnswer> = {
    [MASTER]: playlist,
    [STEERING]: steering,
    [`${one}`]: serves('eu-west-1'),
    [`${two}`]: serves('eu-west-2'),
  };

  test.each<[string, Record<string, CannedAnswer | undefined>, string[]]>([
    ['all that viewers ask for', {}, []],
    [
      'a region that is closed, and says so',
      { [`${one}`]: { status: 404, headers: { 'x-cvs-distribution': 'closed' } } },
      [],
    ],
    ['a bucket that refuses', { [MASTER]: { status: 403 } }, [`${MASTER} answers 403`]],
    [
      'a playlist of one region',
      { [MASTER]: { ...playlist, body: '#EXTM3U\nPATHWAY-ID="eu-west-1"\n' } },
      [`${MASTER} does not list eu-west-2`],
    ],
    [
      'a playlist without its type',
      { [MASTER]: { ...playlist, headers: { 'content-type': 'text/plain' } } },
      [`${MASTER} has the content-type text/plain`],
    ],
    ['a sign-in page', { [MASTER]: { body: '<html>' } }, [`${MASTER} is not a playlist`]],
    [
      'no steering manifest',
      { [STEERING]: { status: 200, body: '{}' } },
      [`${STEERING} answers 200, and no steering manifest`],
    ],
    ['no answer at all', { [STEERING]: undefined }, [`${STEERING} does not answer: the connection was refused`]],
    [
      'a distribution without the copilot',
      { [`${one}`]: { status: 404 } },
      [`${one} answers 404, which is not the copilot’s answer`],
    ],
    [
      'another region’s copilot',
      { [`${one}`]: serves('eu-west-2') },
      [`${one} is answered by the copilot of eu-west-2`],
    ],
    [
      'an answer that caches keep',
      { [`${one}`]: { ...serves('eu-west-1'), headers: {} } },
      [`${one} may be cached: it has no cache-control: no-store`],
    ],
  ])('sees %s', async (_, changes, wrong) => {
    http.answers.clear();
    for (const [url, answer] of Object.entries({ ...well, ...changes })) if (answer) http.answers.set(url, answer);
    const findings = await viewers(deployed(), { http, signal }).run(fakeFacts());
    expect(findings.filter(({ status }) => status !== 'pass').map(({ message }) => message)).toEqual(wrong);
  });
});
