import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AwsClients } from '../../../src/lib/aws/aws-clients.js';
import { translateAwsError } from '../../../src/lib/aws/errors.js';

const PAGE = '<!DOCTYPE html>\n<html><head><title>Blocked</title></head><body><h1>Access blocked</h1></body></html>';
const XML = '<?xml version="1.0"?>\n';
const html = { 'content-type': 'text/html; charset=utf-8' };
const ofAws = { 'x-amzn-requestid': 'abc', 'x-amz-request-id': 'abc' };

type Answer = (response: ServerResponse) => void;
const sends =
  (status: number, headers: Record<string, string>, body = ''): Answer =>
  (response) =>
    response.writeHead(status, headers).end(body);

/** Announces more than it sends, and ends the connection. */
const breaksOff: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'text/xml', 'content-length': '5000', ...ofAws });
  response.write(`${XML}<A`);
  setImmediate(() => response.destroy());
};

/** What answers in the place of AWS: proxies, captive portals, load balancers; and what the error must name. */
const FOREIGN: readonly [what: string, answer: Answer, named: RegExp][] = [
  ['a proxy’s page with 200', sends(200, html, PAGE), /HTTP 200.*text\/html/],
  ['a proxy’s page with 403', sends(403, html, PAGE), /HTTP 403.*text\/html/],
  ['a proxy’s page with 407', sends(407, html, PAGE), /HTTP 407.*text\/html/],
  ['a load balancer’s page with 503', sends(503, html, PAGE), /HTTP 503.*text\/html/],
  ['a page that says it is XML', sends(403, { 'content-type': 'text/xml' }, PAGE), /HTTP 403/],
  ['a page as XHTML', sends(200, { 'content-type': 'text/xml' }, `${XML}<html><body/></html>`), /HTTP 200/],
  ['a page without a content type', sends(502, {}, '<html><center>Bad gateway</center></html>'), /HTTP 502/],
  ['a captive portal', sends(302, { ...html, location: 'http://login.hotel.invalid/?u=1' }), /HTTP 302.*login\.hotel/],
  ['plain text', sends(403, { 'content-type': 'text/plain' }, 'Forbidden by policy'), /HTTP 403.*text\/plain/],
  ['nothing, with 403', sends(403, {}), /HTTP 403/],
  ['nothing, with 503', sends(503, {}), /HTTP 503/],
  ['other JSON', sends(403, { 'content-type': 'application/json' }, '{"error":"blocked"}'), /HTTP 403.*json/],
  ['a JSON list', sends(200, { 'content-type': 'application/json' }, '[]'), /HTTP 200.*json/],
  ['other XML', sends(403, { 'content-type': 'text/xml' }, `${XML}<Blocked><Why>no</Why></Blocked>`), /HTTP 403/],
  ['cut XML', sends(200, { 'content-type': 'text/xml', ...ofAws }, `${XML}<A><B>`), /HTTP 200/],
  ['cut JSON', sends(200, { 'content-type': 'application/x-amz-json-1.0', ...ofAws }, '{"Table":{'), /HTTP 200/],
  ['a connection that ends', breaksOff, /HTTP 200.*ends too early/],
];

let answer: Answer;
let port: number;
const server = createServer((request, response) => {
  request.resume();
  answer(response);
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Bodies of each format, which the other format's services do not send. */
const EMPTY_RESULT = { json: '{}', xml: `${XML}<Result/>` };

const CALLS: Readonly<Record<string, (clients: AwsClients) => Promise<unknown>>> = {
  'acm:DescribeCertificate': async (clients) => {
    const sdk = await import('@aws-sdk/client-acm');
    return (await clients.acm()).send(new sdk.DescribeCertificateCommand({ CertificateArn: 'arn:aws:acm:x' }));
  },
  'cloudformation:DescribeStacks': async (clients) => {
    const sdk = await import('@aws-sdk/client-cloudformation');
    return (await clients.cloudFormation('eu-west-1')).send(new sdk.DescribeStacksCommand({ StackName: 'a' }));
  },
  'cloudfront:GetDistribution': async (clients) => {
    const sdk = await import('@aws-sdk/client-cloudfront');
    return (await clients.cloudFront()).send(new sdk.GetDistributionCommand({ Id: 'E1' }));
  },
  'dynamodb:DescribeTable': async (clients) => {
    const sdk = await import('@aws-sdk/client-dynamodb');
    return (await clients.dynamoDb('eu-west-1')).send(new sdk.DescribeTableCommand({ TableName: 'abc' }));
  },
  'iam:GetRole': async (clients) => {
    const sdk = await import('@aws-sdk/client-iam');
    return (await clients.iam()).send(new sdk.GetRoleCommand({ RoleName: 'a' }));
  },
  'lambda:GetFunction': async (clients) => {
    const sdk = await import('@aws-sdk/client-lambda');
    return (await clients.lambda('eu-west-1')).send(new sdk.GetFunctionCommand({ FunctionName: 'a' }));
  },
  's3:PutObject': async (clients) => {
    const sdk = await import('@aws-sdk/client-s3');
    return (await clients.s3('eu-west-1')).send(new sdk.PutObjectCommand({ Bucket: 'abc', Key: 'k', Body: 'b' }));
  },
  's3:ListBucket': async (clients) => {
    const sdk = await import('@aws-sdk/client-s3');
    return (await clients.s3('eu-west-1')).send(new sdk.ListObjectsV2Command({ Bucket: 'abc' }));
  },
  'sns:Publish': async (clients) => {
    const sdk = await import('@aws-sdk/client-sns');
    return (await clients.sns('eu-west-1')).send(new sdk.PublishCommand({ TopicArn: 'arn:aws:sns:x', Message: 'a' }));
  },
  'sts:GetCallerIdentity': async (clients) => {
    const sdk = await import('@aws-sdk/client-sts');
    return (await clients.sts('eu-west-1')).send(new sdk.GetCallerIdentityCommand({}));
  },
};

/** What users see of a call that gets this answer. */
async function told(
  action: string,
  given: Answer,
): Promise<{ code: string; text: string; advice: string } | undefined> {
  answer = given;
  const clients = new AwsClients({
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' },
    patience: { attempts: 1, requestTimeoutMs: 5000 },
  });
  try {
    await CALLS[action]?.(clients);
    return undefined;
  } catch (error) {
    const { code, message, suggestions } = translateAwsError(error, { action, region: 'eu-west-1' });
    return { code, text: message, advice: suggestions.join(' ') };
  } finally {
    await clients.close();
  }
}

/** Words of the SDK and of the parsers under it, which say nothing to an operator. */
const INNER =
  /Deserialization|\$response|UnknownError|Unknown: |SyntaxError|Unexpected (token|end)|parse error|not valid JSON|undefined|TypeError/;

describe.each(Object.keys(CALLS))('an answer to %s that AWS did not give', (action) => {
  test.each(FOREIGN)('%s', async (_what, given, named) => {
    const { code, text, advice } = (await told(action, given)) ?? { code: 'none', text: 'it went through', advice: '' };
    expect(`${text} ${advice}`).not.toMatch(INNER);
    expect(text).toMatch(named);
    expect(text).toContain(`${action} in eu-west-1`);
    expect(code).toBe('NOT_AWS');
    expect(text).toContain(`127.0.0.1:${port}`);
    expect(advice).not.toBe('');
  });
});

test.each([
  ['acm:DescribeCertificate', 'json'],
  ['dynamodb:DescribeTable', 'json'],
  ['lambda:GetFunction', 'json'],
  ['cloudformation:DescribeStacks', 'xml'],
  ['s3:ListBucket', 'xml'],
] as const)('%s speaks %s, and an answer in it is AWS’s', async (action, format) => {
  const other = format === 'json' ? 'xml' : 'json';
  expect(await told(action, sends(200, ofAws, EMPTY_RESULT[format]))).toBeUndefined();
  expect((await told(action, sends(200, ofAws, EMPTY_RESULT[other])))?.code).toBe('NOT_AWS');
});

describe('an answer of AWS without an error code', () => {
  async function headed(status: number, headers: Record<string, string>) {
    answer = sends(status, headers);
    const sdk = await import('@aws-sdk/client-s3');
    const clients = new AwsClients({
      endpoint: `http://127.0.0.1:${port}`,
      credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' },
      patience: { attempts: 1, requestTimeoutMs: 5000 },
    });
    try {
      await (await clients.s3('eu-west-1')).send(new sdk.HeadObjectCommand({ Bucket: 'abc', Key: 'k' }));
      return undefined;
    } catch (error) {
      return translateAwsError(error, { action: 's3:GetObject', region: 'eu-west-1' });
    } finally {
      await clients.close();
    }
  }

  // "HeadObject" (Amazon S3 API Reference): an answer to HEAD has no body, so that only the status says what is wrong.
  test.each([
    [401, 'ACCESS_DENIED'],
    [403, 'ACCESS_DENIED'],
    [429, 'THROTTLED'],
    [500, 'AWS_FAILING'],
    [503, 'AWS_FAILING'],
    [405, 'AWS_ERROR'],
  ])('HEAD with %d is %s', async (status, code) => {
    const error = await headed(status, ofAws);
    expect(error?.code).toBe(code);
    expect(error?.message).toMatch(new RegExp(`s3:GetObject in eu-west-1.*HTTP ${status}`));
    expect(error?.message).not.toMatch(INNER);
  });

  test('a proxy answers HEAD too, without the header that S3 sends with every answer', async () => {
    expect((await headed(403, html))?.code).toBe('NOT_AWS');
    expect((await headed(200, html))?.code).toBe('NOT_AWS');
    expect(await headed(200, ofAws)).toBeUndefined();
  });
});
