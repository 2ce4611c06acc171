import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AccessKey } from '../../../src/sandbox/access-keys.js';
import { sandboxVariables } from '../../support/sandbox-keys.js';
import { type ServiceServer, startServices } from '../../support/service-server.js';

const run = promisify(execFile);
const withCli = spawnSync('aws', ['--version']).status === 0 ? describe : describe.skip;

withCli('signatures of the AWS CLI', () => {
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

  /** Async, so that the sandbox in this very process can answer. */
  async function aws(key: AccessKey, ...args: string[]): Promise<string> {
    const { stdout } = await run('aws', ['--endpoint-url', server.endpoint, '--output', 'json', ...args], {
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        AWS_CONFIG_FILE: join(folder, 'config'),
        AWS_DEFAULT_REGION: 'us-east-1',
        AWS_EC2_METADATA_DISABLED: 'true',
        ...sandboxVariables(server.endpoint, key),
      },
    });
    return stdout;
  }

  test('of a key with odd signs, and of a presigned URL, are right', async () => {
    const key = "a b+c (1)'!*~ü.txt";
    const { owner } = server.env.keys;
    await aws(owner, 's3api', 'put-object', '--bucket', 'signed', '--key', key, '--body', join(folder, 'body'));
    const url = (await aws(owner, 's3', 'presign', `s3://signed/${key}`, '--expires-in', '60')).trim();
    expect(url).toContain('X-Amz-Signature=');
    expect(await (await fetch(url)).text()).toBe('hello');
    const other = await fetch(url.replace('X-Amz-Expires=60', 'X-Amz-Expires=600'));
    expect(other.status).toBe(403);
    expect(await other.text()).toContain('<Code>SignatureDoesNotMatch</Code>');
  });

  test.each([
    ['dynamodb', 'list-tables', 'InvalidSignatureException'],
    ['cloudformation', 'list-stacks', 'SignatureDoesNotMatch'],
  ])('with another secret are refused: %s %s', async (service, operation, code) => {
    const wrong = { ...server.env.keys.owner, secretAccessKey: 'sandbox' };
    await expect(aws(wrong, service, operation)).rejects.toMatchObject({
      stderr: expect.stringContaining(`An error occurred (${code})`),
    });
  });
});
