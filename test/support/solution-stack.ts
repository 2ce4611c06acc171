import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import type { Sandbox } from '../../src/sandbox/start-sandbox.js';

/** Makes a stack `live-streaming` with the outputs of Live Streaming on AWS in each region of the sandbox's streams. */
export async function createSolutionStacks({ endpoint, credentials, streams }: Sandbox): Promise<void> {
  await Promise.all(
    streams.map(async ({ region, distributionPlaylistUrl: url }) => {
      const client = new CloudFormationClient({ region, endpoint, credentials });
      const template = {
        Description: '(SO0013) Live Streaming on AWS Solution',
        Resources: { Log: { Type: 'AWS::Logs::LogGroup', Properties: {} } },
        Outputs: {
          CloudFrontHlsEndpoint: { Value: url },
          CloudFrontDashEndpoint: { Value: url.replace('m3u8', 'mpd') },
        },
      };
      await client.send(
        new CreateStackCommand({ StackName: 'live-streaming', TemplateBody: JSON.stringify(template) }),
      );
      client.destroy();
    }),
  );
}
