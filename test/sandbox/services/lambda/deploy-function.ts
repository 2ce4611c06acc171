import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { resourceContext, type ServiceServer, startServices } from '../../../support/service-server.js';

export const REGION = 'eu-west-1';

/** A sandbox's services, and how tests deploy functions into it and invoke them. */
export interface FunctionServer {
  server: ServiceServer;
  client: LambdaClient;
  /** Deploys a function from its source, as a template with `ZipFile` would. @param more further properties */
  deploy(
    name: string,
    source: string,
    more?: object,
    region?: string,
  ): Promise<{ attributes: Readonly<Record<string, unknown>> }>;
  invoke(name: string, payload: unknown, qualifier?: string): Promise<Invoked>;
  stop(): Promise<void>;
}

export interface Invoked {
  FunctionError?: string;
  ExecutedVersion?: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the function returned
  json: any;
  /** Its last log lines. */
  log: string;
}

export async function startFunctions(): Promise<FunctionServer> {
  const server = await startServices();
  const client = new LambdaClient(server.client(REGION));
  return {
    server,
    client,
    deploy: (name, source, more = {}, region = REGION) =>
      server.handler('AWS::Lambda::Function').create(
        {
          FunctionName: name,
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Role: 'arn:aws:iam::123456789012:role/any',
          Code: { ZipFile: source },
          ...more,
        },
        resourceContext(region),
      ),
    async invoke(name, payload, qualifier) {
      const output = await client.send(
        new InvokeCommand({
          FunctionName: name,
          Payload: JSON.stringify(payload),
          LogType: 'Tail',
          Qualifier: qualifier,
        }),
      );
      return {
        ...output,
        json: JSON.parse(output.Payload?.transformToString() ?? 'null'),
        log: Buffer.from(output.LogResult ?? '', 'base64').toString(),
      };
    },
    async stop() {
      client.destroy();
      await server.stop();
    },
  };
}
