import { join } from 'node:path';
import { AwsError } from '../http/aws-error';
import { awsJsonError } from '../http/aws-json-protocol';
import { CallCounter, type CallCounts } from '../http/call-counter';
import type { StartedEngine } from '../http/http-outcome';
import { startLoopbackServer } from '../http/loopback-server';
import { startEmbeddedDynamoDb } from './embedded-engine';
import { answerThroughFaultProxy, type FaultProxyOptions } from './fault-proxy';
import { forwarderTo } from './forward-request';

export interface DynamoDbOptions extends Pick<FaultProxyOptions, 'faults' | 'logicalTableName' | 'appendOnlyTables'> {
  /** Holds `dynamodb.sqlite`; absent: in memory. Without meaning when `endpoint` is given. */
  readonly directory?: string;
  readonly port?: number;
  /** Another engine to stand before, such as DynamoDB Local; absent: the embedded one. */
  readonly endpoint?: string;
}

export interface DynamoDbEngine extends StartedEngine {
  /** What stands behind the proxy: the embedded engine or `endpoint`. */
  readonly upstreamUrl: string;
  callCounts(): CallCounts;
}

/** DynamoDB accepts up to 16 MB in a BatchWriteItem. */
const BODY_LIMIT_BYTES = 16 * 1024 * 1024;

/** The embedded engine, or the endpoint given, behind the proxy that plays faults and keeps append-only tables. */
export async function startDynamoDb(options: DynamoDbOptions): Promise<DynamoDbEngine> {
  const path = options.directory === undefined ? undefined : join(options.directory, 'dynamodb.sqlite');
  const upstream =
    options.endpoint === undefined
      ? await startEmbeddedDynamoDb(path)
      : { url: options.endpoint, close: () => Promise.resolve() };
  const forwarder = forwarderTo(upstream.url);
  const calls = new CallCounter();
  const tooLarge = new AwsError('RequestEntityTooLargeException', 'The request is too large.', 413);
  const proxy = await startLoopbackServer({
    port: options.port,
    bodyLimitBytes: BODY_LIMIT_BYTES,
    tooLarge: (requestId) => awsJsonError('com.amazonaws.dynamodb.v20120810', tooLarge, requestId),
    handle: (exchange) => answerThroughFaultProxy({ ...options, forwarder, calls }, exchange),
  }).catch(async (error: unknown) => {
    await upstream.close();
    throw error;
  });
  return {
    url: proxy.url,
    upstreamUrl: upstream.url,
    callCounts: () => calls.counts(),
    close: async () => {
      await proxy.close();
      forwarder.close();
      await upstream.close();
    },
  };
}
