import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { SequenceHead } from '../../ports/rollup-reader';
import { untilDeadline } from './deadline';
import { HEAD_KEY } from './sequence-transaction';

/** A tree's head; of a tree without a sequence, the empty one. */
export const readHead = async (client: DynamoDBClient, tableName: string, tree: string): Promise<SequenceHead> => {
  const { Item: item } = await client.send(
    new GetItemCommand({ TableName: tableName, Key: marshall({ tree, sk: HEAD_KEY }), ConsistentRead: true }),
    untilDeadline(),
  );
  const [size, newest] = [Number(item?.size?.N ?? 0), item?.newest_recorded_at?.S];
  return newest === undefined ? { size } : { size, newest_recorded_at: newest };
};
