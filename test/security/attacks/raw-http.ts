import { connect } from 'node:net';
import { parseJson, type StackResponse } from '../../support/stack-request';

const GIVE_UP_MS = 20_000;

/** An answer that was read off the socket; `closed` if nothing came. */
export interface RawAnswer extends StackResponse {
  readonly closed: boolean;
}

/** The first response of what a socket gave; interim answers (1xx) are passed over. */
const parse = (received: string): RawAnswer => {
  const end = received.indexOf('\r\n\r\n');
  const [line = '', ...fields] = received.slice(0, Math.max(end, 0)).split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(line)?.[1] ?? 0);
  if (status >= 100 && status < 200) return parse(received.slice(end + 4));
  const headers = new Headers();
  for (const field of fields) headers.append(field.slice(0, field.indexOf(':')), field.slice(field.indexOf(':') + 1));
  const length = headers.get('content-length');
  const rest = received.slice(end + 4);
  const text = length === null ? rest : rest.slice(0, Number(length));
  return { status, headers, text, json: parseJson(text), closed: received === '' };
};

const isWhole = (received: string): boolean => {
  const { status, headers, text } = parse(received);
  if (status === 204 || status === 304) return true;
  return status > 0 && text.length >= Number(headers.get('content-length') ?? Number.POSITIVE_INFINITY);
};

/**
 * Writes a request as it stands, which no HTTP client would send, and reads the answer. Pieces are written one after
 * the other. The connection ends with the answer, whatever the server makes of the rest.
 */
export const readRawAnswer = (url: string, request: string | readonly (string | Uint8Array)[]): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    let received = '';
    const socket = connect(Number(port), hostname);
    const finish = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(parse(received));
    };
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error('No answer came.'));
    }, GIVE_UP_MS);
    socket.once('connect', () => {
      for (const piece of typeof request === 'string' ? [request] : request) socket.write(piece);
    });
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      received += chunk;
      if (isWhole(received)) finish();
    });
    socket.once('close', finish).once('error', finish);
  });
