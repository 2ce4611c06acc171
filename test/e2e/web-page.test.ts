import { access, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Sandbox } from '../../src/sandbox/start-sandbox.js';
import { startTestSandbox } from '../support/test-sandbox.js';
import { findChrome, launchChrome } from './support/chrome.js';

const EVIL = 'evil.example';
const chrome = await findChrome();

(chrome ? describe : describe.skip)('a web page that the operator visits', () => {
  let browser: Browser;
  let page: Page;
  let site: Server;
  let sandbox: Sandbox;
  let folder: string;
  let requests: { path: string; body: string }[];
  /** What the page consists of. */
  let document = '';
  const refused: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cvs-evil-'));
    sandbox = await startTestSandbox({
      regions: ['eu-west-1'],
      log: ({ level, message }) => void (level === 'warn' && refused.push(message)),
    });
    site = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(`<!doctype html>${document}`);
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    browser = await launchChrome(chrome as string, `--host-resolver-rules=MAP ${EVIL} 127.0.0.1`);
    requests = attack(join(folder, 'ran'));
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    site?.close();
    site?.closeAllConnections();
    await sandbox?.close();
    await rm(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    refused.length = 0;
    page = await browser.newPage();
    await page.goto(siteUrl());
  });

  const siteUrl = () => `http://${EVIL}:${(site.address() as AddressInfo).port}/`;

  /** Nothing was made, and nothing ran. */
  async function expectNothingDone(): Promise<void> {
    const settings = { region: 'eu-west-1', endpoint: sandbox.endpoint, credentials: sandbox.credentials };
    const cloudFormation = new CloudFormationClient(settings);
    expect((await cloudFormation.send(new ListStacksCommand({}))).StackSummaries).toEqual([]);
    cloudFormation.destroy();
    const lambda = new LambdaClient(settings);
    expect((await lambda.send(new ListFunctionsCommand({}))).Functions).toEqual([]);
    lambda.destroy();
    await expect(access(join(folder, 'ran'))).rejects.toMatchObject({ code: 'ENOENT' });
    await page.close();
  }

  test.each(['text/plain', 'application/x-www-form-urlencoded'])('sends %s by fetch', async (type) => {
    for (const { path, body } of requests) {
      const [answer] = await Promise.all([
        page.waitForResponse((response) => response.url().startsWith(sandbox.endpoint)),
        page.evaluate(
          ([url, text, contentType]) =>
            fetch(url as string, {
              method: 'POST',
              mode: 'no-cors',
              body: text,
              headers: { 'content-type': contentType as string },
            }).then(({ type }) => type),
          [sandbox.endpoint + path, body, type],
        ),
      ]);
      expect(answer.status()).toBe(403);
    }
    // Chrome asks for an icon too.
    expect(refused.length).toBeGreaterThanOrEqual(requests.length);
    expect(refused.filter((message) => !message.includes('does not answer web pages'))).toEqual([]);
    await expectNothingDone();
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded'])('sends a form as %s', async (type) => {
    for (const { path, body } of requests) {
      document = formOf(sandbox.endpoint + path, type, body);
      await page.goto(siteUrl());
      const [answer] = await Promise.all([
        page.waitForNavigation({ url: (url) => url.href.startsWith(sandbox.endpoint) }),
        page.evaluate('document.forms[0].submit()'),
      ]);
      expect(answer?.status()).toBe(403);
    }
    // Chrome asks for an icon too.
    expect(refused.length).toBeGreaterThanOrEqual(requests.length);
    expect(refused.filter((message) => !message.includes('does not answer web pages'))).toEqual([]);
    await expectNothingDone();
  });

  test('has its own name made to resolve to the machine', async () => {
    const port = new URL(sandbox.endpoint).port;
    // What the sandbox answers under that name is a document of the page's origin, as after DNS rebinding.
    await page.goto(`http://${EVIL}:${port}/`);
    for (const { path, body } of requests) {
      const [status, text] = await page.evaluate(
        async ([url, sent]) => {
          const answer = await fetch(url as string, { method: 'POST', body: sent });
          return [answer.status, await answer.text()] as const;
        },
        [path, body],
      );
      expect(status).toBe(403);
      expect(text).toContain('is not a name of this server');
    }
    for (const domain of [
      sandbox.streams[0]?.distributionDomain,
      sandbox.streams[0]?.originPlaylistUrl.split('/')[2],
    ]) {
      const answer = await page.goto(`http://${EVIL}:${domain?.split(':')[1]}/`);
      expect(await answer?.text()).toContain('is not a name of this server');
    }
    await expectNothingDone();
  });

  test('plays the stream, whatever site it is on', async () => {
    const status = await page.evaluate(
      (url) => fetch(url as string).then((answer) => answer.status),
      sandbox.streams[0]?.distributionPlaylistUrl,
    );
    expect(status).toBe(200);
  });
});

/** A form that sends the fields of an encoded body. */
function formOf(action: string, enctype: string, body: string): string {
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const fields = [...new URLSearchParams(body)].map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  );
  return `<form method="post" action="${escaped(action)}" enctype="${enctype}">${fields.join('')}</form>`;
}

/** The two requests that together ran a program: they make a function and invoke it. */
function attack(marker: string) {
  const scope = (service: string) => `X-Amz-Credential=SANDBOX%2F20261127%2Feu-west-1%2F${service}%2Faws4_request`;
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const template = {
    Resources: {
      Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [trust] } } },
      Evil: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          FunctionName: 'evil',
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Code: {
            ZipFile: `exports.handler = async () => require('fs').writeFileSync(${JSON.stringify(marker)}, 'ran')`,
          },
        },
      },
    },
  };
  const create = new URLSearchParams({
    Action: 'CreateStack',
    Version: '2010-05-15',
    StackName: 'evil',
    TemplateBody: JSON.stringify(template),
    'Capabilities.member.1': 'CAPABILITY_NAMED_IAM',
  });
  return [
    { path: `/?${scope('cloudformation')}`, body: create.toString() },
    { path: `/2015-03-31/functions/evil/invocations?${scope('lambda')}`, body: '' },
  ];
}
