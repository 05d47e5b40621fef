import type { IncomingMessage } from 'node:http';

/** The default bound of a request body; the API's own limit is 4 MiB, DynamoDB's largest request 16 MB. */
export const DEFAULT_BODY_LIMIT_BYTES = 12 * 1024 * 1024;

/** Reads the whole body, or stops at `limitBytes`. Never throws: a client that goes away yields `aborted`. */
export function readRequestBody(
  request: IncomingMessage,
  limitBytes: number,
): Promise<Buffer | 'too-large' | 'aborted'> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.byteLength;
      if (length > limitBytes) {
        chunks.length = 0;
        request.pause();
        resolve('too-large');
      } else {
        chunks.push(chunk);
      }
    });
    request.once('end', () => {
      resolve(Buffer.concat(chunks, length));
    });
    request.once('error', () => {
      resolve('aborted');
    });
    request.once('close', () => {
      resolve('aborted');
    });
  });
}
