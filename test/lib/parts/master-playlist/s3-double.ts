import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface StoredObject {
  body: string;
  contentType?: string;
  cacheControl?: string;
}

/** As much of S3's REST API as publishing uses: PUT and GET of objects in path style. */
export class S3Double {
  /** By `<bucket>/<key>`. */
  readonly objects = new Map<string, StoredObject>();
  readonly requests: string[] = [];
  /** Buckets that answer 403 to everything. */
  readonly denied = new Set<string>();
  /** Set to spoil what is written. */
  spoil = (body: string): string => body;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const path = decodeURIComponent(new URL(request.url ?? '/', 'http://s3').pathname.slice(1));
      this.requests.push(`${request.method} ${path}`);
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const fail = (status: number, code: string) =>
          response
            .writeHead(status, { 'content-type': 'application/xml' })
            .end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code} here</Message></Error>`);
        if (this.denied.has(path.split('/')[0] ?? '')) return fail(403, 'AccessDenied');
        if (request.method === 'PUT') {
          this.objects.set(path, {
            body: this.spoil(Buffer.concat(chunks).toString('utf8')),
            contentType: request.headers['content-type'],
            cacheControl: request.headers['cache-control'],
          });
          return response.writeHead(200, { etag: '"1"' }).end();
        }
        const object = this.objects.get(path);
        if (!object) return fail(404, 'NoSuchKey');
        return response
          .writeHead(200, {
            'content-type': object.contentType ?? 'binary/octet-stream',
            ...(object.cacheControl ? { 'cache-control': object.cacheControl } : {}),
          })
          .end(object.body);
      });
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
