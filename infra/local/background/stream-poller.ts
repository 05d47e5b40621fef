import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { StateFile } from '../engines/storage/state-file';
import type { InvocationOutcome } from '../lambda/invocation-outcome';
import { recordsDone } from './batch-answer';
import { streamEvent } from './stream-event';
import type { StreamSource } from './stream-source';

/** How far the function has come: by shard, the sequence number of the last record that it has done. */
export const StreamPosition = z.strictObject({
  stream_arn: z.string(),
  shards: z.record(z.string(), z.strictObject({ after: z.string().optional(), finished: z.boolean() })),
});
export type StreamPosition = z.output<typeof StreamPosition>;

export interface StreamPollerOptions {
  readonly functionId: string;
  /** As DynamoDB knows it. */
  readonly tableName: string;
  readonly batchSize: number;
  readonly source: StreamSource;
  readonly position: StateFile<StreamPosition>;
  readonly invoke: (functionId: string, payload: string) => Promise<InvocationOutcome>;
  readonly log: (message: string) => void;
}

/**
 * Between two reads: while waiting for records, and after a batch that was not full, so that records which come one by
 * one go to the function together (Lambda's batching window).
 */
const WINDOW_MS = 250;
const LEAST_BACKOFF_MS = 100;
const MOST_BACKOFF_MS = 2_000;
/** Shards come and go rarely; the embedded engine has one. */
const SHARDS_MS = 5_000;

/** What became of one round: nothing was there, some was done, a full batch was (more may be there), or it failed. */
type Delivery = 'none' | 'some' | 'full' | 'failed' | 'no-stream';

/**
 * What Lambda's event source mapping is for a stream: reads the records of a table, hands them to a function batch by
 * batch, and goes on behind what the function has done. A record that fails is tried until it is done, as long as this
 * runs, so nothing is skipped. Positions lie on disk: a batch may come twice after a restart, and none is lost.
 */
export class StreamPoller {
  readonly #options: StreamPollerOptions;
  readonly #stopped = new AbortController();
  #position: StreamPosition = { stream_arn: '', shards: {} };
  #shardIds: readonly string[] = [];
  #shardsReadAt = Number.NEGATIVE_INFINITY;

  constructor(options: StreamPollerOptions) {
    this.#options = options;
  }

  /** Runs until `stop()`. */
  async run(): Promise<void> {
    const { signal } = this.#stopped;
    let backoff = LEAST_BACKOFF_MS;
    while (!signal.aborted) {
      const round = await this.deliver();
      if (round === 'no-stream') {
        this.#options.log('the DynamoDB engine has no stream for a table: its stream function does not run');
        return;
      }
      if (round === 'failed') {
        await sleep(backoff, undefined, { signal }).catch(() => undefined);
        backoff = Math.min(2 * backoff, MOST_BACKOFF_MS);
        continue;
      }
      backoff = LEAST_BACKOFF_MS;
      if (round !== 'full') await sleep(WINDOW_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  stop(): void {
    this.#stopped.abort();
  }

  /** Reads each shard once, and hands over what it has; never twice at a time. */
  async deliver(): Promise<Delivery> {
    try {
      if (!(await this.#refreshShards())) return 'no-stream';
      let most: Delivery = 'none';
      for (const shardId of this.#shardIds) {
        const batch = await this.#batch(shardId);
        if (batch === 'failed') return 'failed';
        if (most === 'none' || batch === 'full') most = batch;
      }
      return most;
    } catch {
      return this.#stopped.signal.aborted ? 'none' : 'failed';
    }
  }

  async #refreshShards(): Promise<boolean> {
    if (performance.now() - this.#shardsReadAt < SHARDS_MS) return true;
    const { source, tableName, position } = this.#options;
    const streamArn = await source.streamArn(tableName).catch((error: unknown) => {
      if (error instanceof Error && UNSUPPORTED.has(error.name)) return undefined;
      throw error;
    });
    if (streamArn === undefined) return false;
    if (this.#position.stream_arn !== streamArn) {
      const { loaded } = position;
      this.#position = loaded?.stream_arn === streamArn ? loaded : { stream_arn: streamArn, shards: {} };
    }
    this.#shardIds = (await source.shards(streamArn)).flatMap(({ ShardId }) => ShardId ?? []);
    this.#shardsReadAt = performance.now();
    return true;
  }

  async #batch(shardId: string): Promise<'none' | 'some' | 'full' | 'failed'> {
    const { source, batchSize, functionId, invoke } = this.#options;
    const { stream_arn: streamArn, shards } = this.#position;
    const shard = shards[shardId] ?? { finished: false };
    if (shard.finished) return 'none';
    const { records, finished } = await source.read(streamArn, shardId, shard.after, batchSize);
    if (records.length === 0) {
      if (finished) await this.#save(shardId, { ...shard, finished });
      return 'none';
    }
    const numbers = records.map(({ dynamodb }) => dynamodb?.SequenceNumber ?? '');
    const done = recordsDone(await invoke(functionId, streamEvent(records, streamArn)), numbers);
    if (this.#stopped.signal.aborted && done === 0) return 'none';
    const after = numbers[done - 1] ?? shard.after;
    if (done > 0) await this.#save(shardId, { after, finished: finished && done === records.length });
    if (done < records.length) return 'failed';
    return records.length === batchSize ? 'full' : 'some';
  }

  async #save(shardId: string, shard: StreamPosition['shards'][string]): Promise<void> {
    this.#position = { ...this.#position, shards: { ...this.#position.shards, [shardId]: shard } };
    await this.#options.position.save(this.#position);
  }
}

/** How an engine says that it has no streams at all. */
const UNSUPPORTED = new Set(['UnknownOperationException', 'ResourceNotFoundException', 'NotImplemented']);
