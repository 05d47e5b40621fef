import type { IncomingHttpHeaders } from 'node:http';

/** One request as an engine sees it: the body is complete and within the engine's limit. */
export interface HttpExchange {
  readonly method: string;
  /** Path and query exactly as sent, percent-encoding kept. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  /** Minted by the server for each request, as AWS does. */
  readonly requestId: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer | string;
  /** The connection is reset after half of the body. */
  readonly resetMidBody?: true;
}

/** How a request ends: with an answer, with silence until somebody closes, or with a connection reset. */
export type HttpOutcome = HttpAnswer | 'hang' | 'reset';

/** What every started engine offers. */
export interface StartedEngine {
  /** Always `http://127.0.0.1:PORT`: with a host name the S3 client would ask for `bucket.localhost`. */
  readonly url: string;
  close(): Promise<void>;
}

/** One header's value; undefined when absent, or repeated where it may not be. */
export function headerOf({ headers }: Pick<HttpExchange, 'headers'>, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}
