import { z } from 'zod';
import { faultSchema } from './faults.js';
import { orderSchema } from './orders.js';
import { historyEntrySchema, statusSchema } from './status-schema.js';

const refusal = z.object({ code: z.string(), message: z.string(), suggestions: z.array(z.string()).optional() });

/** What answers with another status than 200. */
export const errorSchema = z.strictObject({ error: refusal }).meta({ id: 'Error' });

/** What a page has to know of the board before the first status. */
export const factsSchema = z
  .strictObject({
    cluster: z.string(),
    production: z.boolean(),
    regions: z.array(
      z.strictObject({ region: z.string(), distributionDomain: z.string(), distributionPlaylistUrl: z.string() }),
    ),
    automatic: z.enum(['reroute', 'steer', 'off']),
    allowChanges: z.boolean(),
    identity: z.string(),
    version: z.string(),
    sandbox: z.boolean().describe('The cluster stands in a sandbox, whose streams can be broken.'),
  })
  .meta({ id: 'Board' });

/** What an order would do. */
export const previewSchema = z
  .strictObject({
    command: z.string(),
    effects: z.array(z.string()),
    warnings: z.array(z.string()),
    refused: refusal.optional(),
  })
  .meta({ id: 'Preview' });

/** A change that was asked for, as it is now. */
export const changeSchema = z
  .strictObject({
    id: z.string(),
    order: z.looseObject({ action: z.string() }),
    command: z.string(),
    startedAt: z.string(),
    events: z.array(z.strictObject({ atMs: z.number(), event: z.looseObject({ type: z.string() }) })),
    state: z.enum(['running', 'done', 'failed']),
    result: z.looseObject({ outcome: z.string() }).optional(),
    words: z.array(z.string()).optional(),
    error: refusal.optional(),
  })
  .meta({ id: 'Change' });

/** The newest entry comes first. */
export const historySchema = z
  .strictObject({
    entries: z.array(historyEntrySchema),
    replica: z.string(),
    unanswered: z.array(z.strictObject({ region: z.string(), why: z.string() })),
  })
  .meta({ id: 'History' });

/** The board's interface, as OpenAPI 3.1 describes it. @param version of cvs */
export function boardApi(version: string): object {
  const schemas: Record<string, object> = {};
  const ref = (name: string, schema: z.ZodType, io: 'input' | 'output' = 'output') => {
    const text = JSON.stringify(z.toJSONSchema(schema, { io }));
    const { $schema: _, $defs = {}, ...json } = JSON.parse(text.replaceAll('#/$defs/', '#/components/schemas/'));
    Object.assign(schemas, $defs);
    schemas[name] ??= json;
    return { $ref: `#/components/schemas/${name}` };
  };
  const json = (schema: object) => ({ 'application/json': { schema } });
  const answers = (schema: object, ...errors: number[]) => ({
    200: { description: 'Done.', content: json(schema) },
    ...Object.fromEntries(
      errors.map((status) => [status, { description: ERRORS[status], content: json(ref('Error', errorSchema)) }]),
    ),
  });
  const key = {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    description: 'Made by the client for this one change: sent again, it begins none.',
    schema: { type: 'string', pattern: '^[\\w-]{8,64}$' },
  };
  const order = { required: true, content: json(ref('Order', orderSchema, 'input')) };
  const paths = {
    '/api/session': {
      post: {
        summary: 'Exchanges the token of a link for a session, which the answer’s cookie holds.',
        security: [],
        requestBody: {
          required: true,
          content: json({ type: 'object', required: ['token'], properties: { token: { type: 'string' } } }),
        },
        responses: answers({ type: 'object', properties: { opened: { const: true } } }, 400, 401, 415),
      },
    },
    '/api/board': {
      get: { summary: 'What the board is for.', responses: answers(ref('Board', factsSchema), 401) },
    },
    '/api/events': {
      get: {
        summary: 'Server-sent events: past (stripes), then status once a second, and change.',
        description: 'The data of `status` is a ClusterStatus, that of `change` a Change.',
        responses: {
          200: { description: 'Goes on.', content: { 'text/event-stream': { schema: { type: 'string' } } } },
        },
      },
    },
    '/api/history': {
      get: { summary: 'Who changed what, when and why.', responses: answers(ref('History', historySchema), 401) },
    },
    '/api/changes': {
      get: {
        summary: 'The changes that were asked for on this board.',
        responses: answers(
          { type: 'object', properties: { changes: { type: 'array', items: ref('Change', changeSchema) } } },
          401,
        ),
      },
      post: {
        summary: 'Begins a change of where viewers go.',
        parameters: [key],
        requestBody: order,
        responses: answers(ref('Change', changeSchema), 400, 401, 403, 409, 413, 415),
      },
    },
    '/api/changes/{id}/stop': {
      post: {
        summary: 'Interrupts a change, as Ctrl-C does the command.',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        responses: answers({ type: 'object', properties: { stopping: { const: true } } }, 401, 403),
      },
    },
    '/api/faults': {
      post: {
        summary: 'Of a sandbox: breaks a region’s stream, or all of the region.',
        requestBody: { required: true, content: json(ref('Fault', faultSchema, 'input')) },
        responses: answers({ type: 'object', properties: { broken: { const: true } } }, 400, 401, 403, 404),
      },
    },
    '/api/faults/clear': {
      post: {
        summary: 'Of a sandbox: ends every fault.',
        responses: answers({ type: 'object', properties: { broken: { const: false } } }, 401, 403, 404),
      },
    },
    '/api/preview': {
      post: {
        summary: 'What a change would do; nothing is written.',
        requestBody: order,
        responses: answers(ref('Preview', previewSchema), 400, 401, 403, 413, 415),
      },
    },
  };
  ref('ClusterStatus', statusSchema);
  return {
    openapi: '3.1.0',
    info: {
      title: 'cvs board',
      version,
      description: 'On 127.0.0.1 only. Every POST needs Origin, and a body of application/json.',
    },
    security: [{ session: [] }],
    paths,
    components: { schemas, securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'cvs-board-PORT' } } },
  };
}

const ERRORS: Readonly<Record<number, string>> = {
  400: 'The body or the key is not valid.',
  401: 'The token or the session is not known.',
  403: 'The board only shows, or the request comes from another site.',
  404: 'The cluster stands in no sandbox.',
  409: 'The key stands for another change, or another change is under way.',
  413: 'The body is longer than 16 KiB.',
  415: 'The body is not application/json.',
};
