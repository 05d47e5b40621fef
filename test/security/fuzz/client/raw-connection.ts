import { connect } from 'node:net';

/** What came of bytes on a connection: the statuses that were answered, and whether the server closed it. */
export interface RawOutcome {
  readonly statuses: readonly number[];
  readonly closed: boolean;
}

const HANGS_AFTER_MS = 5_000;
const QUIET_MS = 150;

interface RawOptions {
  /** The client goes away after its bytes, in the middle of whatever it was saying. */
  readonly leaves?: true;
}

/**
 * Sends bytes over a connection of its own and gathers what is answered, until the server closes it, or says nothing
 * more after an answer.
 */
export const sendBytes = (
  origin: string,
  bytes: string | Uint8Array,
  { leaves }: RawOptions = {},
): Promise<RawOutcome> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(origin);
    const socket = connect({ host: hostname, port: Number(port) });
    let text = '';
    let quiet: NodeJS.Timeout | undefined;
    const finish = (closed: boolean): void => {
      clearTimeout(quiet);
      clearTimeout(limit);
      socket.destroy();
      const statuses = [...text.matchAll(/^HTTP\/1\.[01] (\d{3})/gm)].map(([, status]) => Number(status));
      resolve({ statuses: statuses.filter((status) => status !== 100), closed });
    };
    const limit = setTimeout(() => {
      finish(false);
    }, HANGS_AFTER_MS);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      clearTimeout(quiet);
      quiet = setTimeout(() => {
        finish(false);
      }, QUIET_MS);
    });
    socket.on('error', () => {
      finish(true);
    });
    socket.on('close', () => {
      finish(true);
    });
    socket.on('connect', () => {
      socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
      if (leaves === true) setTimeout(() => socket.resetAndDestroy(), 20);
    });
  });
