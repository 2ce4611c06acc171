import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { request as send } from 'undici';
import { type Board, startBoard } from '../../../src/lib/board/board.js';
import { boardApi, changeSchema, errorSchema, factsSchema, previewSchema } from '../../../src/lib/board/openapi.js';
import { statusSchema } from '../../../src/lib/board/status-schema.js';
import type { HttpClient } from '../../../src/lib/http/http-client.js';
import { FakeClock } from '../../support/fake-clock.js';
import { CLUSTER } from '../failover/fake-cluster.js';
import { FakeAccount } from '../status/fake-account.js';

/** Streams that do not answer: what cannot be read is unknown, and the board goes on. */
const http: HttpClient = {
  async fetch(url) {
    throw new Error(`${url} refuses`);
  },
  async close() {},
};

let board: Board;
let made: number;

async function start(allowChanges: boolean): Promise<void> {
  const clock = new FakeClock();
  made = 0;
  board = await startBoard({
    ...{ cluster: CLUSTER, clients: new FakeAccount(clock).clients(), http, clock, identity: 'ann@laptop' },
    signal: new AbortController().signal,
    port: 0,
    allowChanges,
    version: '9.9.9',
    files: new Map([['/', { type: 'text/html; charset=utf-8', body: Buffer.from('the page') }]]),
    words: () => ['done'],
    secret: () => {
      made += 1;
      return `secret-${made}`;
    },
  });
}

beforeEach(() => start(true));
afterEach(() => board.close());

const origin = () => `http://127.0.0.1:${board.port}`;

interface Sent {
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string;
}

async function ask(path: string, { method, headers, body }: Sent = {}) {
  const post = method === 'POST' || body !== undefined;
  const answer = await send(origin() + path, {
    method: post ? 'POST' : 'GET',
    headers: { ...(post ? { origin: origin(), 'content-type': 'application/json' } : {}), ...headers },
    body,
  });
  return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
}

/** Opens a session, as the page does. @returns its cookie */
async function openSession(): Promise<string> {
  const token = board.link().split('#')[1];
  const { headers } = await ask('/api/session', { body: JSON.stringify({ token }) });
  return String(headers['set-cookie']).split(';')[0] ?? '';
}

const drain = JSON.stringify({ action: 'drain', region: 'eu-west-1', reason: 'encoder' });
const key = { 'idempotency-key': 'abcdefgh-1' };

describe('the page', () => {
  test('is served to anybody on this machine, and nothing may be added to it', async () => {
    const { status, text, headers } = await ask('/');
    expect([status, text]).toEqual([200, 'the page']);
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; worker-src 'self'; media-src blob:; " +
        "connect-src 'self' http://eu-west-1.test http://eu-west-2.test; base-uri 'none'; form-action 'none'; " +
        "frame-ancestors 'none'",
    );
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  test('has no other files', async () => {
    expect((await ask('/../package.json')).status).toBe(404);
    expect((await ask('/api/nothing')).status).toBe(404);
  });
});

describe('a session', () => {
  test('is opened by a link, in a cookie that no script reads and no other site sends', async () => {
    const token = board.link().split('#')[1];
    const { status, headers } = await ask('/api/session', { body: JSON.stringify({ token }) });
    expect(status).toBe(200);
    expect(headers['set-cookie']).toBe(`cvs-board-${board.port}=secret-2; Path=/; HttpOnly; SameSite=Strict`);
  });

  test('is opened by no token that was used, or made up', async () => {
    await openSession();
    for (const token of ['secret-1', 'secret-2', '']) {
      expect((await ask('/api/session', { body: JSON.stringify({ token }) })).status).toBe(401);
    }
  });

  test.each(['/api/board', '/api/events', '/api/history', '/api/changes'])('%s needs one', async (path) => {
    expect((await ask(path)).status).toBe(401);
    expect((await ask(path, { headers: { cookie: `cvs-board-${board.port}=secret-9` } })).status).toBe(401);
  });

  test.each(['/api/preview', '/api/changes', '/api/changes/x/stop'])('a POST to %s needs one', async (path) => {
    expect((await ask(path, { body: drain, headers: key })).status).toBe(401);
  });
});

describe('a request of another site', () => {
  test.each([
    ['a page of another site', { origin: 'https://evil.example' }],
    ['a page without a site of its own', { origin: 'null' }],
    ['a page of another port', { origin: 'http://127.0.0.1:1' }],
    ['a browser that says so', { 'sec-fetch-site': 'cross-site' }],
    ['another port, as browsers see it', { 'sec-fetch-site': 'same-site' }],
    ['a name that was made to lead here', { host: 'evil.example' }],
  ])('is refused although it has the cookie: %s', async (_name, headers) => {
    const cookie = await openSession();
    for (const sent of [{}, { body: drain }]) {
      const answer = await ask('/api/changes', { ...sent, headers: { cookie, ...key, ...headers } });
      expect(answer.status).toBe(403);
    }
  });

  test('may lead to the page by a link, and to nothing else', async () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    expect((await ask('/', { headers: link })).status).toBe(200);
    expect((await ask('/', { headers: { ...link, 'sec-fetch-dest': 'iframe' } })).status).toBe(403);
  });

  test('is no form: a body is JSON and says so', async () => {
    const cookie = await openSession();
    const form = { cookie, ...key, 'content-type': 'text/plain' };
    expect((await ask('/api/changes', { body: drain, headers: form })).status).toBe(415);
  });
});

describe('a change', () => {
  test('is refused by a board that only shows', async () => {
    await board.close();
    await start(false);
    const cookie = await openSession();
    for (const path of ['/api/changes', '/api/preview', '/api/changes/x/stop']) {
      const { status, text } = await ask(path, { body: drain, headers: { cookie, ...key } });
      expect(status).toBe(403);
      expect(text).toContain('READ_ONLY');
    }
  });

  test.each([
    ['no key', {}, drain, 400],
    ['a key that is none', { 'idempotency-key': 'x' }, drain, 400],
    ['no order', key, '{}', 400],
    ['no JSON', key, '{', 400],
    ['a body without end', key, `{"reason":"${'x'.repeat(20_000)}"}`, 413],
  ])('with %s is refused', async (_name, headers, body, status) => {
    const cookie = await openSession();
    expect((await ask('/api/changes', { body, headers: { cookie, ...headers } })).status).toBe(status);
    expect(JSON.parse((await ask('/api/changes', { headers: { cookie } })).text)).toEqual({ changes: [] });
  });

  test('is begun once for a key, and a key stands for one order', async () => {
    const cookie = await openSession();
    const headers = { cookie, ...key };
    const first = JSON.parse((await ask('/api/changes', { body: drain, headers })).text);
    expect(first).toMatchObject({ id: 'abcdefgh-1', command: 'cvs failover drain eu-west-1 --reason encoder' });
    const again = await ask('/api/changes', { body: drain, headers });
    expect(JSON.parse(again.text)).toMatchObject({ startedAt: first.startedAt });
    const other = await ask('/api/changes', { body: drain.replace('drain', 'open'), headers });
    expect([other.status, JSON.parse(other.text).error.code]).toEqual([409, 'KEY_IN_USE']);
    expect(JSON.parse((await ask('/api/changes', { headers: { cookie } })).text).changes).toHaveLength(1);
  });
});

describe('the events', () => {
  test('begin with what is known, an object a line, and hold no secret', async () => {
    const cookie = await openSession();
    const answer = await send(`${origin()}/api/events`, { headers: { cookie } });
    expect(answer.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    let text = '';
    for await (const chunk of answer.body) {
      text += chunk;
      if (text.includes('event: status') && text.endsWith('\n\n')) break;
    }
    const events = text.trim().split('\n\n');
    expect(events[0]).toMatch(/^event: past\ndata: \[/);
    const [name, data = ''] = events.at(-1)?.split('\n') ?? [];
    expect(name).toBe('event: status');
    expect(statusSchema.parse(JSON.parse(data.slice('data: '.length)))).toMatchObject({ cluster: 'spring-final' });
    expect(text).not.toMatch(/AKIA|secret/i);
  });
});

describe('the description for programs', () => {
  const api = boardApi('9.9.9') as { paths: Record<string, Record<string, { responses: Record<string, unknown> }>> };
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { responses }]) => ({ path, method, statuses: Object.keys(responses) })),
  );

  test.each(operations)(
    '$method $path is there, and refuses as it is described',
    async ({ path, method, statuses }) => {
      const { status, text } = await ask(
        path.replace('{id}', 'x'),
        method === 'post' ? { body: '{}', headers: key } : {},
      );
      if (path !== '/api/events') expect(statuses).toContain(String(status));
      expect(status).toBeGreaterThanOrEqual(400);
      expect(errorSchema.parse(JSON.parse(text)).error.message).not.toBe('');
    },
  );

  test('has the answers that are given', async () => {
    const cookie = await openSession();
    const answer = async (path: string, sent: Sent = {}) =>
      JSON.parse((await ask(path, { ...sent, headers: { cookie, ...key } })).text);
    expect(factsSchema.parse(await answer('/api/board'))).toMatchObject({
      cluster: 'spring-final',
      identity: 'ann@laptop',
    });
    expect(previewSchema.parse(await answer('/api/preview', { body: drain })).command).toContain('drain');
    changeSchema.parse(await answer('/api/changes', { body: drain }));
    for (const change of (await answer('/api/changes')).changes) changeSchema.parse(change);
  });

  test('has a reference for every schema that it names', () => {
    const text = JSON.stringify(api);
    const named = [...text.matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name);
    const { schemas } = (api as never as { components: { schemas: Record<string, object> } }).components;
    expect([...new Set(named)].filter((name) => !((name as string) in schemas))).toEqual([]);
    expect(text.includes('$defs')).toBe(false);
  });
});
