import type { IncomingMessage, ServerResponse } from 'node:http';

/** A whole response, before it is sent. Header values may repeat. */
export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Buffer;
}

const BODILESS: ReadonlySet<number> = new Set([204, 304]);

/** Sends a reply. A client that has gone away is no error. */
export const sendReply = (request: IncomingMessage, response: ServerResponse, reply: HttpReply, now: Date): void => {
  if (response.destroyed || response.headersSent) return;
  response.statusCode = reply.status;
  response.setHeader('Date', now.toUTCString());
  for (const [name, value] of Object.entries(reply.headers)) {
    response.setHeader(name, typeof value === 'string' ? value : [...value]);
  }
  if (BODILESS.has(reply.status)) {
    response.end();
    return;
  }
  const body = typeof reply.body === 'string' ? Buffer.from(reply.body, 'utf8') : reply.body;
  response.setHeader('Content-Length', body.byteLength);
  response.end(request.method === 'HEAD' ? undefined : body);
};
