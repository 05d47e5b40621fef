import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ApiRequest } from './api-handler';
import { gatewayReply } from './gateway-problem';
import { type HttpReply, sendReply } from './http-reply';

/** Answers a request; undefined when the client has gone away. */
export type RequestHandler = (call: ApiRequest) => Promise<HttpReply | undefined>;

export interface GatewayServer {
  readonly port: number;
  readonly url: string;
  /** Until this is called, requests get 503 with `Retry-After`. */
  serve(handler: RequestHandler): void;
  close(): Promise<void>;
}

/** The port belongs to somebody else. */
class PortInUseError extends Error {
  override readonly name = 'PortInUseError';

  constructor(port: number) {
    super(`Port ${port} is in use. Stop what listens there, or set PORT to another port.`);
  }
}

const LOOPBACK = '127.0.0.1';
/** API Gateway's limit of the request line and all headers together. */
const MAX_HEADER_BYTES = 10_240;
const KEEP_ALIVE_MS = 65_000;
/** How long requests under way may take when the stack stops. */
const DRAIN_MS = 2_000;

/** Path and query of a request line; a proxy's absolute form counts too. */
const targetOf = ({ url = '/' }: IncomingMessage): { readonly path: string; readonly query: string } => {
  const target = url.replace(/^[a-z]+:\/\/[^/?#]*/i, '');
  const [path = '', ...query] = target.split('?');
  return { path: path === '' ? '/' : path, query: query.join('?') };
};

/** HTTP/1.1 asks for one (RFC 9112 section 3.2). */
const isWithoutHost = ({ httpVersion, headers: { host } }: IncomingMessage): boolean =>
  httpVersion === '1.1' && host === undefined;

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortInUseError(port) : error);
    });
    server.listen(port, LOOPBACK, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });

/** What Node.js cannot parse as HTTP never becomes a request: the answer is written by hand. */
const refuseMalformed = (error: NodeJS.ErrnoException, socket: Duplex): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const reply = gatewayReply('BAD_REQUEST_PARAMETERS', randomUUID());
  const headers = Object.entries(reply.headers).map(([name, value]) => `${name}: ${String(value)}\r\n`);
  const status = `HTTP/1.1 ${reply.status} ${STATUS_CODES[reply.status] ?? ''}\r\n`;
  const length = `Content-Length: ${Buffer.byteLength(reply.body)}\r\nConnection: close\r\n\r\n`;
  socket.end(`${status}${headers.join('')}${length}${String(reply.body)}`);
};

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const force = setTimeout(() => {
      server.closeAllConnections();
    }, DRAIN_MS);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
  });

/**
 * Listens on loopback only, at once, so that a port in use is found before anything else is started.
 * @throws PortInUseError
 */
export const startGatewayServer = async (port: number, now: () => Date): Promise<GatewayServer> => {
  let handle: RequestHandler = ({ requestId }) => Promise.resolve(gatewayReply('INTEGRATION_FAILURE', requestId));
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const requestId = randomUUID();
    const reply = isWithoutHost(request)
      ? gatewayReply('BAD_REQUEST_PARAMETERS', requestId)
      : await handle({ request, requestId, ...targetOf(request) }).catch(() =>
          gatewayReply('API_CONFIGURATION_ERROR', requestId),
        );
    if (reply === undefined) response.destroy();
    else sendReply(request, response, reply, now());
  };
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    respond(request, response).catch(() => response.destroy());
  };
  // What Node.js would refuse by itself, a missing host or an unknown expectation, is answered by ours: with our headers.
  const server = createServer(
    { maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: KEEP_ALIVE_MS, requireHostHeader: false },
    answer,
  );
  server.on('checkExpectation', answer);
  server.on('clientError', refuseMalformed);
  const actualPort = await listen(server, port);
  return {
    port: actualPort,
    url: `http://${LOOPBACK}:${actualPort}`,
    serve: (handler) => {
      handle = handler;
    },
    close: () => close(server),
  };
};
