import { request } from 'node:http';
import { connect } from 'node:net';
import { CloudFormationClient, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, test } from '@jest/globals';
import { AwsClient } from 'aws4fetch';
import { systemClock } from '../../../src/lib/clock.js';
import { type AccessKey, AccessKeys } from '../../../src/sandbox/access-keys.js';
import type { Rule } from '../../../src/sandbox/api/pipeline.js';
import { type ControlServer, startControlServer } from '../../../src/sandbox/api/server.js';
import type { ControlRequest, ControlService } from '../../../src/sandbox/api/service.js';

const seen: ControlRequest[] = [];
const echo: ControlService = {
  signingNames: ['sts'],
  operations: {},
  needs: () => [],
  async handle(request) {
    seen.push(request);
    return {
      status: 200,
      headers: { 'content-type': 'text/xml' },
      body: `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>${request.region}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
    };
  },
};

let server: ControlServer;
const keys = new AccessKeys();
const settings = { port: 0, log: () => {}, keys, clock: systemClock };
const open: { destroy(): void }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) one.destroy();
  seen.length = 0;
  await server.close();
});

async function start(services: ControlService[], ...rules: Rule[]) {
  server = await startControlServer(services, { ...settings, rules });
}

function client<Client extends { destroy(): void }>(
  Kind: new (settings: object) => Client,
  credentials: AccessKey = keys.owner,
  region = 'eu-west-2',
): Client {
  const made = new Kind({
    region,
    endpoint: server.endpoint,
    credentials,
    maxAttempts: 1,
  });
  open.push(made);
  return made;
}

describe('the control plane', () => {
  test('hands a request to the service that it is signed for, with region and key from the scope', async () => {
    await start([echo]);
    const answer = await client(STSClient).send(new GetCallerIdentityCommand({}));
    expect(answer.Account).toBe('eu-west-2');
    expect(answer.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(seen[0]).toMatchObject({
      service: 'sts',
      region: 'eu-west-2',
      accessKeyId: keys.owner.accessKeyId,
      method: 'POST',
      path: '/',
    });
    expect(seen[0]?.body.toString()).toContain('Action=GetCallerIdentity');
  });

  test('refuses what is unsigned', async () => {
    await start([echo]);
    const answer = await fetch(server.endpoint);
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('<Code>MissingAuthenticationToken</Code>');
    expect(new Date(answer.headers.get('date') ?? '').getTime()).not.toBeNaN();
  });

  test('listens to a body only after key and time, and as long as the service takes it', async () => {
    await start([echo]);
    const put = (headers: Record<string, string>) =>
      new Promise<{ status: number | undefined; read: number }>((resolve, reject) => {
        const sent = request(server.endpoint, { method: 'PUT', headers }, (answer) => {
          answer.resume();
          resolve({ status: answer.statusCode, read: seen.length });
          sent.destroy();
        });
        // Declares a body and never ends it.
        sent.on('error', reject).flushHeaders();
      });
    const scope = `${new Date().toISOString().slice(0, 10).replaceAll('-', '')}/eu-west-1/s3/aws4_request`;
    const signed = (key: string, time: string) => ({
      'x-amz-date': time,
      authorization: `AWS4-HMAC-SHA256 Credential=${key}/${scope}, SignedHeaders=host;x-amz-date, Signature=00`,
    });
    expect(await put({})).toEqual({ status: 403, read: 0 });
    expect(await put(signed('NOBODY', '20261127T000000Z'))).toEqual({ status: 403, read: 0 });
    expect(await put(signed(keys.owner.accessKeyId, '20200101T000000Z'))).toEqual({ status: 403, read: 0 });
    const long = { RoleArn: 'é'.repeat(750_000), RoleSessionName: 's' };
    await expect(client(STSClient).send(new AssumeRoleCommand(long))).rejects.toMatchObject({
      name: 'RequestEntityTooLarge',
      $metadata: { httpStatusCode: 413 },
    });
    expect(seen).toEqual([]);
  });

  test('names the service that it does not have, in the protocol of the caller', async () => {
    await start([]);
    const message = (service: string) => `The sandbox does not have the service ${service}.`;
    await expect(client(CloudFormationClient).send(new ListStacksCommand({}))).rejects.toMatchObject({
      name: 'UnknownService',
      message: message('cloudformation'),
    });
    await expect(client(DynamoDBClient).send(new ListTablesCommand({}))).rejects.toMatchObject({
      name: 'UnknownService',
      message: message('dynamodb'),
    });
    await expect(client(S3Client).send(new ListBucketsCommand({}))).rejects.toMatchObject({ message: message('s3') });
    // REST-JSON, as MediaPackage and API Gateway speak it.
    await expect(client(LambdaClient).send(new ListFunctionsCommand({}))).rejects.toMatchObject({
      name: 'UnknownService',
      message: message('lambda'),
    });
    const { accessKeyId, secretAccessKey } = keys.owner;
    const signer = new AwsClient({ accessKeyId, secretAccessKey, service: 'mediapackagev2', region: 'eu-west-1' });
    const answer = await signer.fetch(`${server.endpoint}/channelGroup`);
    expect(await answer.json()).toEqual({ __type: 'UnknownService', message: message('mediapackagev2') });
  });

  test('answers expired credentials as each service does', async () => {
    const other = { ...echo, signingNames: ['dynamodb', 's3'] };
    await start([echo, other]);
    const expired = keys.session({ expiresAtMs: Date.now() - 1 });
    await expect(client(STSClient, expired).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: expect.stringMatching(/^ExpiredToken/),
      $metadata: { httpStatusCode: 403 },
    });
    await expect(client(DynamoDBClient, expired).send(new ListTablesCommand({}))).rejects.toMatchObject({
      name: 'ExpiredTokenException',
      $metadata: { httpStatusCode: 400 },
    });
    await expect(client(S3Client, expired).send(new ListBucketsCommand({}))).rejects.toMatchObject({
      name: 'ExpiredToken',
    });
    expect(seen).toEqual([]);
  });

  test('lets a rule answer in place of the service', async () => {
    await start([echo], (request) =>
      request.region === 'eu-west-2'
        ? {
            status: 400,
            body: '<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>',
          }
        : undefined,
    );
    const call = (region: string) => client(STSClient, keys.owner, region).send(new GetCallerIdentityCommand({}));
    await expect(call('eu-west-2')).rejects.toMatchObject({ name: 'Throttling', message: 'Rate exceeded' });
    expect((await call('eu-west-1')).Account).toBe('eu-west-1');
  });

  test('says what a bug of a service was', async () => {
    await start([{ ...echo, handle: async () => Promise.reject(new Error('oh no')) }]);
    await expect(client(STSClient).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      message: expect.stringContaining('The sandbox failed: Error: oh no'),
    });
  });

  test('refuses a port that is taken, and frees its own while connections are open', async () => {
    await start([echo]);
    await expect(startControlServer([], { ...settings, port: server.port })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: `Port ${server.port} is in use.`,
    });
    const socket = connect(server.port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await server.close();
    await closed;
    await start([echo]);
  });
});
