import { AwsError } from './aws-error';
import { answerAwsJson, awsJsonError, type AwsJsonService } from './aws-json-protocol';
import { CallCounter, type CallCounts } from './call-counter';
import type { HttpExchange, HttpOutcome, StartedEngine } from './http-outcome';
import { startLoopbackServer } from './loopback-server';
import { DEFAULT_BODY_LIMIT_BYTES } from './request-body';

export interface AwsJsonEngineOptions extends Omit<AwsJsonService, 'calls'> {
  readonly port?: number;
  /** Tried before the protocol, for what is not of it, such as a JWKS document. */
  readonly route?: (exchange: HttpExchange) => HttpOutcome | undefined;
}

export interface StartedAwsJsonEngine extends StartedEngine {
  callCounts(): CallCounts;
}

/** A loopback server for one service of the AWS JSON 1.1 protocol. */
export async function startAwsJsonEngine(options: AwsJsonEngineOptions): Promise<StartedAwsJsonEngine> {
  const calls = new CallCounter();
  const tooLarge = new AwsError('RequestEntityTooLargeException', 'The request is too large.', 413);
  const server = await startLoopbackServer({
    port: options.port,
    bodyLimitBytes: DEFAULT_BODY_LIMIT_BYTES,
    tooLarge: (requestId) => awsJsonError(options.namespace, tooLarge, requestId),
    handle: async (exchange) => options.route?.(exchange) ?? answerAwsJson({ ...options, calls }, exchange),
  });
  return { ...server, callCounts: () => calls.counts() };
}
