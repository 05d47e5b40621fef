import { Agent, request, type IncomingMessage } from 'node:http';
import { request as requestTls } from 'node:https';
import type { HttpAnswer, HttpExchange } from '../http/http-outcome';

/** Headers that belong to one connection, not to the message (RFC 9110, 7.6.1). */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
]);

export interface Forwarder {
  /** `reset` when the upstream breaks off: the client sees a network failure, as it would without the proxy. */
  forward(exchange: HttpExchange): Promise<HttpAnswer | 'reset'>;
  close(): void;
}

/** Sends requests on verbatim, `x-amz-crc32` and all, over connections kept open. */
export function forwarderTo(upstreamUrl: string): Forwarder {
  const upstream = new URL(upstreamUrl);
  const tls = upstream.protocol === 'https:';
  const agent = tls ? undefined : new Agent({ keepAlive: true });
  const forward = (exchange: HttpExchange) =>
    new Promise<HttpAnswer | 'reset'>((resolve) => {
      const outgoing = (tls ? requestTls : request)(
        {
          hostname: upstream.hostname,
          port: upstream.port,
          path: exchange.target,
          method: exchange.method,
          headers: requestHeaders(exchange, upstream),
          agent,
        },
        (incoming) => {
          collect(incoming, resolve);
        },
      );
      outgoing.once('error', () => {
        resolve('reset');
      });
      outgoing.end(exchange.body);
    });
  return { forward, close: () => agent?.destroy() };
}

function requestHeaders(exchange: HttpExchange, upstream: URL): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(exchange.headers)) {
    if (value !== undefined && !HOP_BY_HOP.has(name)) headers[name] = value;
  }
  return { ...headers, host: upstream.host, 'content-length': String(exchange.body.byteLength) };
}

function collect(incoming: IncomingMessage, resolve: (answer: HttpAnswer | 'reset') => void): void {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.once('error', () => {
    resolve('reset');
  });
  incoming.once('end', () => {
    const headers: Record<string, string | readonly string[]> = {};
    for (const [name, value] of Object.entries(incoming.headers)) {
      // As for all engines: the machine's time would look like clock skew.
      if (value !== undefined && name !== 'date' && !HOP_BY_HOP.has(name)) headers[name] = value;
    }
    resolve({ status: incoming.statusCode ?? 502, headers, body: Buffer.concat(chunks) });
  });
}
