import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.js';
import { stalenessFlags } from '../../cli/detector-flags.js';
import type { AwsClients } from '../../lib/aws/aws-clients.js';
import type { DetectorMessage } from '../../lib/detector/reporting/detector-message.js';
import { parseMetricsAddress } from '../../lib/detector/reporting/metrics-server.js';
import { readDetectorSettings } from '../../lib/detector/running/detector-settings.js';
import { runDetector } from '../../lib/detector/running/run-detector.js';
import { jsonText } from '../../lib/outside-text.js';
import { Redraw } from '../../lib/ui/progress/redraw.js';
import { detectorTable } from '../../lib/ui/report/detector-table.js';
import { plain } from '../../lib/ui/text/signs.js';

/** How often the table is drawn, in ms. */
const DRAW_MS = 1000;

export default class DetectorRun extends BaseCommand {
  static override summary = 'Run the stale playlist detector in the foreground, or in a container.';

  static override description =
    `Follows every media playlist of a stream and publishes what it finds, as the Lambda function does. In a terminal it draws a table; elsewhere it prints each message as a line of JSON.

Exit codes: 0 stopped by Ctrl-C or after --for, 2 usage.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --origin-url https://abc.mediapackage.eu-west-1.amazonaws.com/out/v1/abc/index.m3u8',
    '<%= config.bin %> <%= command.id %> --origin-url https://origin.example.com/index.m3u8 --distribution-url https://d111111abcdef8.cloudfront.net/index.m3u8 --prometheus 127.0.0.1:9090/metrics',
  ];

  static override flags = {
    'origin-url': Flags.string({ summary: 'Playlist at the origin.', env: 'SPD_ORIGIN_URL', helpValue: 'URL' }),
    'distribution-url': Flags.string({
      summary: 'The same playlist through the distribution.',
      env: 'SPD_CDN_URL',
      helpValue: 'URL',
    }),
    'distribution-domain': Flags.string({
      summary: "Domain name that CloudFront gave to the distribution, where the distribution's URL has an alias.",
      env: 'SPD_DISTRIBUTION_DOMAIN',
      helpValue: 'DOMAIN',
    }),
    'peer-url': Flags.string({
      summary: 'The same stream in the other region, to compare with.',
      env: 'SPD_PEER_URL',
      helpValue: 'URL',
    }),
    peers: Flags.string({
      summary:
        'The streams of the other regions, to observe: a list in JSON of region, distributionDomain, originPlaylistUrl.',
      env: 'SPD_PEERS',
      helpValue: 'JSON',
    }),
    name: Flags.string({ summary: 'Name of the detector, in its messages.', env: 'SPD_NAME' }),
    region: Flags.string({ summary: 'Stream region.', env: 'AWS_REGION' }),
    ...stalenessFlags,
    'stale-tolerance': Flags.string({
      summary: 'The stream is stale when this share of its playlists is stale, from 0.01 to 1.',
      env: 'SPD_STALE_TOLERANCE',
      default: '0.95',
    }),
    'quality-key': Flags.string({
      summary: 'Key of the media quality score in CMSD-Static. Default: one that ends in mqcs.',
      env: 'SPD_QUALITY_KEY',
      helpValue: 'KEY',
    }),
    'sns-topic': Flags.string({ summary: 'ARN of the topic to publish to.', env: 'SPD_SNS_TOPIC', helpValue: 'ARN' }),
    'observation-topic': Flags.string({
      summary: 'ARN of the topic to publish observations of all streams to.',
      env: 'SPD_OBSERVATION_TOPIC',
      helpValue: 'ARN',
    }),
    prometheus: Flags.string({
      summary: 'Address at which Prometheus can read the metrics.',
      helpValue: 'HOST:PORT/PATH',
    }),
    for: Flags.integer({ summary: 'Stop after this many seconds.', min: 1, helpValue: 'SECONDS' }),
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(DetectorRun);
    const settings = readDetectorSettings({
      SPD_ORIGIN_URL: flags['origin-url'],
      SPD_CDN_URL: flags['distribution-url'],
      SPD_DISTRIBUTION_DOMAIN: flags['distribution-domain'],
      SPD_PEER_URL: flags['peer-url'],
      SPD_PEERS: flags.peers,
      SPD_OBSERVATION_TOPIC: flags['observation-topic'],
      SPD_NAME: flags.name,
      AWS_REGION: flags.region,
      SPD_DURATION_MULTIPLIER: flags['duration-multiplier'],
      SPD_STALE_TOLERANCE: flags['stale-tolerance'],
      SPD_CHANGE_DETECT: flags['change-detect'],
      SPD_QUALITY_KEY: flags['quality-key'],
      SPD_SNS_TOPIC: flags['sns-topic'],
    });
    const prometheus = flags.prometheus === undefined ? undefined : parseMetricsAddress(flags.prometheus);
    const drawn = process.stdout.isTTY && !this.jsonEnabled() && !plain() ? new Redraw(process.stdout) : undefined;
    const show = (message: DetectorMessage, published: boolean) => {
      if (drawn) drawn.draw(detectorTable(message).split('\n'));
      else if (published) this.log(jsonText(message));
    };
    return this.withContext(async ({ clients, ...context }) =>
      runDetector({
        ...context,
        settings,
        show,
        log: (level, message, details) => {
          if (level === 'ERROR') this.logToStderr(jsonText({ level, message, ...details }));
        },
        send: settings.topicArn
          ? (message) => publish(clients, settings.topicArn, settings.region, message)
          : undefined,
        observe: settings.observationTopicArn
          ? (message) => publish(clients, settings.observationTopicArn ?? '', settings.region, message)
          : undefined,
        everyMs: drawn && DRAW_MS,
        durationMs: flags.for && flags.for * 1000,
        prometheus,
      }),
    );
  }
}

async function publish(clients: AwsClients, topicArn: string, region: string, message: object): Promise<void> {
  const { PublishCommand } = await import('@aws-sdk/client-sns');
  const sns = await clients.sns(topicArn.split(':')[3] ?? region);
  await sns.send(new PublishCommand({ TopicArn: topicArn, Message: JSON.stringify(message) }));
}
