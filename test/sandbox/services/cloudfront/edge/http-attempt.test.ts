import { Agent } from 'node:http';
import { Duplex } from 'node:stream';
import { expect, test } from '@jest/globals';
import { httpAttempt, OriginTimeout } from '../../../../../src/sandbox/services/cloudfront/edge/http-attempt.js';
import { type CustomTarget, originTarget } from '../../../../../src/sandbox/services/cloudfront/edge/origin-target.js';
import { FakeClock } from '../../../../support/fake-clock.js';

/** A connection without a network: a test says when it stands, and what arrives. */
class Wire extends Duplex {
  connecting = true;
  override _read(): void {}
  override _write(_chunk: unknown, _encoding: unknown, done: () => void): void {
    done();
  }
  setTimeout(): void {}
  setNoDelay(): void {}
  setKeepAlive(): void {}
  ref(): void {}
  unref(): void {}
  connect(): void {
    this.connecting = false;
    this.emit('connect');
  }
}

function attempt(readTimeoutS: number) {
  const clock = new FakeClock();
  const wire = new Wire();
  const agent = Object.assign(new Agent(), { createConnection: () => wire });
  const origin = { DomainName: 'a.localhost', ConnectionTimeout: 5, Id: 'a' };
  const CustomOriginConfig = { HTTPPort: 80, HTTPSPort: 443, OriginProtocolPolicy: 'http-only' as const };
  const target = originTarget({
    ...origin,
    CustomOriginConfig: { ...CustomOriginConfig, OriginReadTimeout: readTimeoutS },
  }) as CustomTarget;
  const request = { id: '', method: 'GET', uri: '/x', query: '', headers: { host: 'a.localhost' }, clientIp: '' };
  const outcome = httpAttempt(target, request, { agent, clock, closing: new AbortController().signal }).then(
    ({ status, body }) => ({ end: `${status} ${body}`, atMs: clock.monotonic() }),
    (error) => ({ end: error instanceof OriginTimeout ? 'timeout' : String(error), atMs: clock.monotonic() }),
  );
  return { clock, wire, outcome };
}

test('a connection that never stands ends with the connection timeout, though the response timeout is shorter', async () => {
  const { clock, outcome } = attempt(1);
  await clock.advance(4999);
  await clock.advance(1);
  expect(await outcome).toEqual({ end: 'timeout', atMs: 5000 });
});

test('the response timeout counts from the connection', async () => {
  const { clock, wire, outcome } = attempt(1);
  await clock.advance(4000);
  wire.connect();
  await clock.advance(1000);
  expect(await outcome).toEqual({ end: 'timeout', atMs: 5000 });
});

test('a response whose packets come in time takes as long as it takes', async () => {
  const { clock, wire, outcome } = attempt(2);
  wire.connect();
  for (const packet of ['HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n', 'a', 'b', 'c']) {
    await clock.advance(1900);
    wire.push(packet);
  }
  await clock.advance(1);
  expect((await outcome).end).toBe('200 abc');
});

test('a response that stops in the middle ends with the response timeout', async () => {
  const { clock, wire, outcome } = attempt(2);
  wire.connect();
  await clock.advance(1500);
  wire.push('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\na');
  await clock.advance(2000);
  expect(await outcome).toEqual({ end: 'timeout', atMs: 3500 });
});
