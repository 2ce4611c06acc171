import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { AccessKey } from '../../src/sandbox/access-keys.js';
import { type ServiceServer, startServices } from '../support/service-server.js';
import { describeClient, runClient } from './support/foreign-client.js';

describeClient('the AWS CLI', () => {
  let server: ServiceServer;
  let folder: string;
  beforeAll(async () => {
    server = await startServices();
    folder = await mkdtemp(join(tmpdir(), 'cvs-aws-cli-'));
    await writeFile(join(folder, 'config'), '[default]\ns3 =\n  signature_version = s3v4\n');
    await writeFile(join(folder, 'body'), 'hello');
    server.s3.createBucket('us-east-1', 'signed');
  });
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  function aws(credentials: AccessKey, ...args: string[]) {
    return runClient('aws', ['--endpoint-url', server.endpoint, '--output', 'json', ...args], {
      endpoint: server.endpoint,
      credentials,
      variables: { AWS_CONFIG_FILE: join(folder, 'config'), AWS_DEFAULT_REGION: 'us-east-1', AWS_REGION: 'us-east-1' },
    });
  }

  test('signs odd keys, and presigned URLs', async () => {
    const key = "a b+c (1)'!*~ü.txt";
    const { owner } = server.env.keys;
    await aws(owner, 's3api', 'put-object', '--bucket', 'signed', '--key', key, '--body', join(folder, 'body'));
    const presigned = await aws(owner, 's3', 'presign', `s3://signed/${key}`, '--expires-in', '60');
    const url = presigned.stdout.trim();
    expect(url).toContain('X-Amz-Signature=');
    expect(await (await fetch(url)).text()).toBe('hello');
    const other = await fetch(url.replace('X-Amz-Expires=60', 'X-Amz-Expires=600'));
    expect(other.status).toBe(403);
    expect(await other.text()).toContain('<Code>SignatureDoesNotMatch</Code>');
  });

  test.each([
    ['dynamodb', 'list-tables', 'InvalidSignatureException'],
    ['cloudformation', 'list-stacks', 'SignatureDoesNotMatch'],
  ])('is refused with another secret: %s %s', async (service, operation, code) => {
    const wrong = { ...server.env.keys.owner, secretAccessKey: 'sandbox' };
    expect((await aws(wrong, service, operation)).text).toContain(`An error occurred (${code})`);
  });
});
