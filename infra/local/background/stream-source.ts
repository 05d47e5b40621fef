import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
  type Shard,
  TrimmedDataAccessException,
  type _Record as StreamRecord,
} from '@aws-sdk/client-dynamodb-streams';
import { LOCAL_REGION } from '../local-resources';

/** What was read of a shard. */
interface ShardRead {
  readonly records: readonly StreamRecord[];
  /** The shard is closed, and this was all of it. */
  readonly finished: boolean;
}

/** More than any local engine has of one table. */
const MAX_SHARD_PAGES = 10;

/** The stream API of a DynamoDB engine. */
export class StreamSource {
  readonly #client: DynamoDBStreamsClient;
  /** By shard: where the next read goes on, if the position is still the same. */
  readonly #iterators = new Map<string, { readonly after: string | undefined; readonly iterator: string }>();

  /** @param endpoint The engine itself, past the fault proxy: polling must neither use up faults nor be counted. */
  constructor(endpoint: string) {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    this.#client = new DynamoDBStreamsClient({ endpoint, region: LOCAL_REGION, credentials, maxAttempts: 1 });
  }

  /** The table's newest stream; undefined when it has none. */
  async streamArn(tableName: string): Promise<string | undefined> {
    const { Streams = [] } = await this.#client.send(new ListStreamsCommand({ TableName: tableName }));
    const own = Streams.filter((stream) => stream.TableName === tableName);
    return own.sort((a, b) => ((a.StreamLabel ?? '') < (b.StreamLabel ?? '') ? 1 : -1))[0]?.StreamArn;
  }

  /** The stream's shards, parents before their children. */
  async shards(streamArn: string): Promise<readonly Shard[]> {
    const found: Shard[] = [];
    let last: string | undefined;
    for (let page = 0; page < MAX_SHARD_PAGES; page += 1) {
      const { StreamDescription: description } = await this.#client.send(
        new DescribeStreamCommand({ StreamArn: streamArn, ExclusiveStartShardId: last }),
      );
      found.push(...(description?.Shards ?? []));
      last = description?.LastEvaluatedShardId;
      if (last === undefined) break;
    }
    const depth = (shard: Shard, seen = 0): number => {
      const parent = found.find(({ ShardId }) => ShardId === shard.ParentShardId);
      return parent === undefined || seen > found.length ? seen : depth(parent, seen + 1);
    };
    return [...found].sort((a, b) => depth(a) - depth(b));
  }

  /**
   * Records of a shard.
   * @param after the sequence number behind which to read; undefined: from the oldest record that is kept.
   */
  async read(streamArn: string, shardId: string, after: string | undefined, limit: number): Promise<ShardRead> {
    const known = this.#iterators.get(shardId);
    const iterator =
      known !== undefined && known.after === after ? known.iterator : await this.#iterator(streamArn, shardId, after);
    if (iterator === undefined) return { records: [], finished: true };
    try {
      const { Records = [], NextShardIterator: next } = await this.#client.send(
        new GetRecordsCommand({ ShardIterator: iterator, Limit: limit }),
      );
      if (next === undefined) this.#iterators.delete(shardId);
      else this.#iterators.set(shardId, { after: Records.at(-1)?.dynamodb?.SequenceNumber ?? after, iterator: next });
      return { records: Records, finished: next === undefined };
    } catch (error) {
      this.#iterators.delete(shardId);
      if (error instanceof ExpiredIteratorException) return { records: [], finished: false };
      throw error;
    }
  }

  /** @returns an iterator behind the position, or from the oldest record where that position is no longer kept. */
  async #iterator(streamArn: string, shardId: string, after: string | undefined): Promise<string | undefined> {
    const shard = { StreamArn: streamArn, ShardId: shardId };
    const fromOldest = () =>
      this.#client.send(new GetShardIteratorCommand({ ...shard, ShardIteratorType: 'TRIM_HORIZON' }));
    if (after === undefined) return (await fromOldest()).ShardIterator;
    try {
      const type = { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after } as const;
      return (await this.#client.send(new GetShardIteratorCommand({ ...shard, ...type }))).ShardIterator;
    } catch (error) {
      if (error instanceof TrimmedDataAccessException) return (await fromOldest()).ShardIterator;
      throw error;
    }
  }

  close(): void {
    this.#client.destroy();
  }
}
