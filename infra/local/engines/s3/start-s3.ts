import { AwsError } from '../http/aws-error';
import { CallCounter, type CallCounts } from '../http/call-counter';
import type { HttpAnswer, HttpExchange, HttpOutcome, StartedEngine } from '../http/http-outcome';
import { startLoopbackServer } from '../http/loopback-server';
import type { FaultRegistry } from '../faults/fault-registry';
import { playFault } from '../faults/play-fault';
import { bucketOperations } from './bucket-operations';
import type { BucketSeed } from './bucket-seed';
import { Buckets } from './buckets';
import { listingOperations } from './listing-operations';
import { objectOperations } from './object-operations';
import { requireAuthorization } from './request-authorization';
import { retentionOperations } from './retention-operations';
import { s3Error, s3ErrorAnswer } from './s3-error';
import type { S3Operation } from './s3-operation';
import { parseS3Request } from './s3-request';

export interface S3Options {
  /** A folder for each bucket; absent: in memory. */
  readonly directory?: string;
  readonly port?: number;
  readonly region: string;
  /** Retention and presigned URLs go by it. */
  readonly now: () => Date;
  readonly faults: FaultRegistry;
  readonly buckets: readonly BucketSeed[];
  readonly onInternalError?: (error: unknown) => void;
}

export interface S3Engine extends StartedEngine {
  callCounts(): CallCounts;
}

/** An object is held in memory on its way: larger ones need a multipart upload, which is not here. */
const BODY_LIMIT_BYTES = 64 * 1024 * 1024;

/** The part of S3 that the stack uses, path-style REST on loopback: versions, Object Lock, conditional writes. */
export async function startS3(options: S3Options): Promise<S3Engine> {
  const buckets = await Buckets.open(options.directory, options.now);
  for (const seed of options.buckets) await buckets.ensure(seed);
  const operations = {
    ...bucketOperations(buckets, options.region),
    ...objectOperations(buckets),
    ...retentionOperations(buckets),
    ...listingOperations(buckets),
  };
  const calls = new CallCounter();
  const server = await startLoopbackServer({
    port: options.port,
    bodyLimitBytes: BODY_LIMIT_BYTES,
    tooLarge: (requestId) => s3ErrorAnswer(s3Error('EntityTooLarge', 'Your proposed upload is too large.'), requestId),
    handle: (exchange) => answer(options, operations, calls, exchange),
  });
  return { ...server, callCounts: () => calls.counts() };
}

async function answer(
  options: S3Options,
  operations: Readonly<Record<string, S3Operation>>,
  calls: CallCounter,
  exchange: HttpExchange,
): Promise<HttpOutcome> {
  const refused = (error: unknown): HttpAnswer => {
    if (error instanceof AwsError) return s3ErrorAnswer(error, exchange.requestId);
    options.onInternalError?.(error);
    return s3ErrorAnswer(s3Error('InternalError', 'We encountered an internal error.'), exchange.requestId);
  };
  try {
    const request = parseS3Request(exchange);
    const run = request.operation === undefined ? undefined : operations[request.operation];
    if (request.operation === undefined || run === undefined) {
      throw s3Error('NotImplemented', 'The local S3 does not have this operation.');
    }
    calls.count(request.operation);
    const fault = options.faults.take({ service: 's3', operation: request.operation });
    const work = async (): Promise<HttpAnswer> => {
      try {
        requireAuthorization(request, options.now());
        const done = await run(request);
        return { ...done, headers: { 'x-amz-request-id': exchange.requestId, ...done.headers } };
      } catch (error) {
        return refused(error);
      }
    };
    return await playFault(fault, work, (name) => refused(s3Error(name, 'A fault of the local stack.')));
  } catch (error) {
    return refused(error);
  }
}
