import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from './audit-item';
import { untilDeadline } from './deadline';
import { available } from './unavailable';

/** What a page is of: a covered entity's items, whose ids sort by time. */
interface PageQuestion {
  readonly tableName: string;
  readonly coveredEntityId: string;
  /** The id below which the list goes on; absent: from the newest on. */
  readonly before: string | undefined;
  readonly limit: number;
}

/** A page of a covered entity's items in the emergency tables, newest first, read consistently. @throws DependencyUnavailableError */
export const newestPage = (
  client: DynamoDBClient,
  { tableName, coveredEntityId, before, limit }: PageQuestion,
): Promise<{ readonly items: readonly Item[]; readonly next?: string }> =>
  available('emergency', async () => {
    const command = new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: `covered_entity_id = :entity${before === undefined ? '' : ' AND id < :before'}`,
      ExpressionAttributeValues: {
        ':entity': { S: coveredEntityId },
        ...(before === undefined ? {} : { ':before': { S: before } }),
      },
      ConsistentRead: true,
      ScanIndexForward: false,
      Limit: limit,
    });
    const { Items: items = [], LastEvaluatedKey } = await client.send(command, untilDeadline());
    const next = LastEvaluatedKey?.id?.S;
    return { items, ...(next === undefined ? {} : { next }) };
  });
