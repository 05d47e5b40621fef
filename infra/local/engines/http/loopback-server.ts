import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readRequestBody } from './request-body';
import type { HttpAnswer, HttpExchange, HttpOutcome, StartedEngine } from './http-outcome';

export interface LoopbackServerOptions {
  /** 0 or absent: any free port. */
  readonly port?: number;
  readonly bodyLimitBytes: number;
  readonly handle: (exchange: HttpExchange) => Promise<HttpOutcome>;
  /** The answer to a body over the limit, in the protocol's error shape. */
  readonly tooLarge: (requestId: string) => HttpAnswer;
}

const LOOPBACK = '127.0.0.1';
const LOOPBACK_HOSTS = new Set([LOOPBACK, 'localhost', '[::1]']);
/** Between half a body and the reset. */
const MID_BODY_MS = 20;
/** Above the SDK's idle time, so that the client, not the server, ends idle connections. */
const KEEP_ALIVE_MILLISECONDS = 65_000;

/**
 * An HTTP server on 127.0.0.1 only. A `Host` header that names anything else is refused, so that no web page reaches
 * the engines by DNS rebinding. An exception in the handler answers 500 with an empty body; it never ends the process.
 */
export async function startLoopbackServer(options: LoopbackServerOptions): Promise<StartedEngine> {
  const server = createServer((request, response) => {
    respond(options, request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = KEEP_ALIVE_MILLISECONDS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, LOOPBACK, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${LOOPBACK}:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function respond(options: LoopbackServerOptions, request: IncomingMessage, response: ServerResponse) {
  // The machine's time beside a moved clock would look like clock skew to an SDK client, which then tries again.
  response.sendDate = false;
  const requestId = randomUUID();
  if (!namesLoopback(request.headers.host)) {
    send(request, response, { status: 421, headers: { connection: 'close' }, body: '' });
    return;
  }
  const body = await readRequestBody(request, options.bodyLimitBytes);
  if (body === 'aborted') return;
  if (body === 'too-large') {
    const answer = options.tooLarge(requestId);
    send(request, response, { ...answer, headers: { ...answer.headers, connection: 'close' } });
    return;
  }
  const exchange: HttpExchange = {
    method: request.method ?? 'GET',
    target: request.url ?? '/',
    headers: request.headers,
    rawHeaders: request.rawHeaders,
    body,
    requestId,
  };
  const outcome = await options.handle(exchange).catch((): HttpAnswer => ({ status: 500, headers: {}, body: '' }));
  if (outcome === 'hang') return;
  if (outcome === 'reset') request.socket.resetAndDestroy();
  else send(request, response, outcome);
}

function send(request: IncomingMessage, response: ServerResponse, answer: HttpAnswer): void {
  if (response.destroyed) return;
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body, 'utf8') : answer.body;
  for (const [name, value] of Object.entries(answer.headers)) {
    response.setHeader(name, typeof value === 'string' ? value : [...value]);
  }
  response.statusCode = answer.status;
  if (request.method === 'HEAD' || answer.status === 204 || answer.status === 304) {
    response.end();
    return;
  }
  response.setHeader('content-length', body.byteLength);
  if (answer.resetMidBody === true) {
    response.write(body.subarray(0, Math.floor(body.byteLength / 2)), () => {
      // A reset discards what the other side has not read yet.
      setTimeout(() => request.socket.resetAndDestroy(), MID_BODY_MS);
    });
    return;
  }
  response.end(body);
}

function namesLoopback(host: string | undefined): boolean {
  return host !== undefined && LOOPBACK_HOSTS.has(host.replace(/:\d+$/, ''));
}
