import { expect, test } from '@jest/globals';
import { jsonService, queryService } from '../../../src/sandbox/api/protocols.js';
import type { ControlRequest } from '../../../src/sandbox/api/service.js';

const request = (headers: Record<string, string>, body: string): ControlRequest => ({
  method: 'POST',
  path: '/',
  query: new URLSearchParams(),
  headers,
  body: Buffer.from(body),
  service: 'any',
  region: 'eu-west-1',
  accessKeyId: 'SANDBOX',
});

test.each(['constructor', 'toString', '__proto__'])('%s is no operation of a service', async (name) => {
  const query = queryService({
    signingNames: ['any'],
    namespace: 'urn:any',
    supported: {},
    operations: {},
    permissions: {},
  });
  const json = jsonService({ signingNames: ['any'], version: '1.0', supported: {}, operations: {}, permissions: {} });
  const answers = [
    await query.handle(request({}, `Action=${name}`)),
    await json.handle(request({ 'x-amz-target': `Any.${name}` }, '{}')),
  ];
  for (const { status, body } of answers) {
    expect(status).toBeGreaterThanOrEqual(400);
    expect(String(body)).not.toContain('InternalFailure');
    expect(String(body)).toContain(name);
  }
});
