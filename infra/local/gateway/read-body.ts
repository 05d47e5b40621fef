import type { IncomingMessage } from 'node:http';

/**
 * Reads the whole body, or stops keeping it at `limitBytes` (the server goes on to discard the rest, so that the client
 * can read its answer). Never throws: a client that goes away gives `aborted`.
 */
export const readBody = (request: IncomingMessage, limitBytes: number): Promise<Buffer | 'too-large' | 'aborted'> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.byteLength;
      if (length <= limitBytes) {
        chunks.push(chunk);
        return;
      }
      chunks.length = 0;
      resolve('too-large');
    });
    request.once('end', () => {
      resolve(Buffer.concat(chunks));
    });
    request.once('error', () => {
      resolve('aborted');
    });
    request.once('close', () => {
      resolve('aborted');
    });
  });
