import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { encodeTime } from 'ulidx';
import type { AuditScan, ScanSpan } from '../../ports/audit-scan';
import { auditPartition, SHARDS } from './audit-item';
import { untilDeadline } from './deadline';
import type { AuditTables } from './dynamodb-audit-trail';
import { sequenceEntry } from './sequence-entry';
import { available } from './unavailable';

const PAGE = 100;
const TIME_LENGTH = 10;
const RANDOM_LENGTH = 16;
/** ULIDs encode 48 bits of time. */
const LONGEST_TIME = 2 ** 48 - 1;

const timePart = (at: Date): string => encodeTime(Math.min(Math.max(at.getTime(), 0), LONGEST_TIME), TIME_LENGTH);

/** Ids of a span; the whole day where the span goes beyond it, so that no odd id of such a day is left out. */
const bounds = (day: string, { from, to }: ScanSpan): readonly [string, string] => [
  from.toISOString() <= day ? '\u0020' : `${timePart(from)}${'0'.repeat(RANDOM_LENGTH)}`,
  to.toISOString() > `${day}U` ? '\u007f' : `${timePart(to)}${'Z'.repeat(RANDOM_LENGTH)}`,
];

/** `<shard>/<id>`: the shard to go on in, behind an id. */
const parsePosition = (position = '0/'): readonly [number, string] => {
  const slash = position.indexOf('/');
  return [Number(position.slice(0, slash)), position.slice(slash + 1)];
};

/** Scans the audit table by its own keys, and its days by the index of their trees. */
export class DynamoDbAuditScan implements AuditScan {
  readonly #client: DynamoDBClient;
  readonly #tables: AuditTables;

  constructor(client: DynamoDBClient, tables: AuditTables) {
    this.#client = client;
    this.#tables = tables;
  }

  trees(day: string, after = '\u0020'): ReturnType<AuditScan['trees']> {
    return available('audit', async () => {
      const { Items = [], LastEvaluatedKey: last } = await this.#client.send(
        new QueryCommand({
          TableName: this.#tables.auditDays,
          IndexName: 'by-day',
          KeyConditionExpression: '#day = :day AND tree > :after',
          ExpressionAttributeNames: { '#day': 'day' },
          ExpressionAttributeValues: { ':day': { S: day }, ':after': { S: after } },
          Limit: PAGE,
        }),
        untilDeadline(),
      );
      const trees = Items.flatMap(({ tree }) => tree?.S ?? []);
      const next = last?.tree?.S;
      return next === undefined ? { trees } : { trees, next };
    });
  }

  items(tree: string, day: string, span: ScanSpan, position?: string): ReturnType<AuditScan['items']> {
    const [shard, after] = parsePosition(position);
    const [first, last] = bounds(day, span);
    return available('audit', async () => {
      const { Items = [], LastEvaluatedKey: stopped } = await this.#client.send(
        new QueryCommand({
          TableName: this.#tables.audit,
          KeyConditionExpression: 'pk = :pk AND id BETWEEN :first AND :last',
          ExpressionAttributeValues: {
            ':pk': { S: auditPartition(tree, day, shard) },
            ':first': { S: after > first ? after : first },
            ':last': { S: last },
          },
          ConsistentRead: true,
          Limit: PAGE,
        }),
        untilDeadline(),
      );
      // The id to go on behind is within the range; it has been listed.
      const entries = Items.filter(({ id }) => id?.S !== after).map((item) => sequenceEntry(item, span.to));
      if (stopped?.id?.S !== undefined) return { entries, next: `${shard}/${stopped.id.S}` };
      return shard + 1 < SHARDS ? { entries, next: `${shard + 1}/` } : { entries };
    });
  }
}
