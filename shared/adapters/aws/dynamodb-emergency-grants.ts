import {
  type DynamoDBClient,
  GetItemCommand,
  paginateQuery,
  paginateScan,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { SealedRecord } from '../../crypto/record-envelope';
import {
  type EmergencyGrant,
  firstIdSince,
  GRANT_MS,
  type GrantReview,
  type GrantTerms,
  opensRecord,
} from '../../domain/emergency-grant';
import type { EmergencyGrants, GrantKey, GrantPage, StoredGrant } from '../../ports/emergency-grants';
import { indexPartition } from './audit-item';
import { untilDeadline } from './deadline';
import { DynamoDbMutation } from './dynamodb-mutation';
import { fromGrantItem, grantKey, noteAttribute, TO_ESCALATE, toGrantItem } from './emergency-grant-item';
import { newestPage } from './newest-page';
import { available } from './unavailable';

/** Clocks of two instances agree within this. */
const CLOCK_SKEW_MS = 60_000;
/** Pages of up to 1 MB; the grants that an entity gave within one hour fill a small part of the first. */
const MAX_PAGES = 10;
const MOST_OVERDUE = 100;

/** Emergency grants in DynamoDB, a partition per covered entity; ids sort by time. */
export class DynamoDbEmergencyGrants implements EmergencyGrants {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async find(coveredEntityId: string, id: string): Promise<StoredGrant | undefined> {
    const Key = grantKey(coveredEntityId, id);
    const command = new GetItemCommand({ TableName: this.#tableName, Key, ConsistentRead: true });
    const { Item } = await available('emergency', () => this.#client.send(command, untilDeadline()));
    return Item && fromGrantItem(Item);
  }

  /** Looks through the entity's grants of the last hour: consistent, as no index is. */
  async openFor(
    at: Pick<GrantTerms, 'covered_entity_id' | 'patient_id' | 'user_id'>,
    now: Date,
  ): Promise<EmergencyGrant | undefined> {
    return available('emergency', async () => {
      const query = {
        TableName: this.#tableName,
        KeyConditionExpression: 'covered_entity_id = :entity AND id >= :since',
        FilterExpression: 'patient_id = :patient AND user_id = :user AND attribute_not_exists(review)',
        ExpressionAttributeValues: marshall({
          ':entity': at.covered_entity_id,
          ':since': firstIdSince(new Date(now.getTime() - GRANT_MS - CLOCK_SKEW_MS)),
          ':patient': at.patient_id,
          ':user': at.user_id,
        }),
        ConsistentRead: true,
        ScanIndexForward: false,
      };
      let pageCount = 0;
      for await (const { Items = [] } of paginateQuery({ client: this.#client }, query, untilDeadline())) {
        const grant = Items.map(fromGrantItem).find((each) => opensRecord(each, at, now));
        pageCount += 1;
        if (grant !== undefined || pageCount >= MAX_PAGES) return grant;
      }
      return undefined;
    });
  }

  async overdueOf(coveredEntityId: string, userId: string, now: Date): Promise<number> {
    const command = new QueryCommand({
      TableName: this.#tableName,
      IndexName: 'by-pending-user',
      KeyConditionExpression: 'pending_user = :user AND review_due_at <= :now',
      ExpressionAttributeValues: marshall({
        ':user': indexPartition(coveredEntityId, userId),
        ':now': now.toISOString(),
      }),
      Select: 'COUNT',
      Limit: MOST_OVERDUE,
    });
    const { Count = 0 } = await available('emergency', () => this.#client.send(command, untilDeadline()));
    return Count;
  }

  async page(coveredEntityId: string, before: string | undefined, limit: number): Promise<GrantPage> {
    const question = { tableName: this.#tableName, coveredEntityId, before, limit };
    const { items, ...next } = await newestPage(this.#client, question);
    return { grants: items.map(fromGrantItem), ...next };
  }

  async toEscalate(now: Date, limit: number): Promise<readonly EmergencyGrant[]> {
    const command = new QueryCommand({
      TableName: this.#tableName,
      IndexName: 'by-escalation',
      KeyConditionExpression: 'escalation = :open AND review_due_at <= :now',
      ExpressionAttributeValues: marshall({ ':open': TO_ESCALATE, ':now': now.toISOString() }),
      Limit: limit,
    });
    const { Items = [] } = await available('emergency', () => this.#client.send(command, untilDeadline()));
    return Items.map(fromGrantItem);
  }

  /** The sparse index of what nobody judged, from end to end: as long as the queue, however long the table. */
  async pending(most: number): Promise<{ readonly grants: readonly EmergencyGrant[]; readonly more: boolean }> {
    return available('emergency', async () => {
      const scan = { TableName: this.#tableName, IndexName: 'by-pending-user', Limit: most + 1 };
      const grants: EmergencyGrant[] = [];
      for await (const { Items = [] } of paginateScan({ client: this.#client }, scan, untilDeadline())) {
        grants.push(...Items.map(fromGrantItem));
        if (grants.length > most) break;
      }
      return { grants: grants.slice(0, most), more: grants.length > most };
    });
  }

  creation(grant: StoredGrant): DynamoDbMutation {
    return new DynamoDbMutation([
      {
        Put: { TableName: this.#tableName, Item: toGrantItem(grant), ConditionExpression: 'attribute_not_exists(id)' },
      },
    ]);
  }

  review(key: GrantKey, review: GrantReview, note: SealedRecord<'note'> | undefined): DynamoDbMutation {
    return this.#update(key, {
      UpdateExpression: `SET #review = :review${note === undefined ? '' : ', note = :note'} REMOVE pending_user, escalation`,
      ConditionExpression: 'attribute_exists(id) AND attribute_not_exists(#review)',
      ExpressionAttributeNames: { '#review': 'review' },
      ExpressionAttributeValues: marshall({
        ':review': review,
        ...(note === undefined ? {} : { ':note': noteAttribute(note) }),
      }),
    });
  }

  replacement(before: StoredGrant, { justification, note }: StoredGrant): DynamoDbMutation {
    const noteIsAsBefore = before.note === undefined ? 'attribute_not_exists(note)' : 'note.#header = :noteHeader';
    return this.#update(before, {
      UpdateExpression: `SET #header = :header, #fields = :fields${note === undefined ? '' : ', note = :note'}`,
      ConditionExpression: `#header = :before AND ${noteIsAsBefore}`,
      ExpressionAttributeNames: { '#header': 'header', '#fields': 'fields' },
      ExpressionAttributeValues: marshall({
        ':header': justification.header,
        ':fields': Object.fromEntries(justification.fields),
        ':before': before.justification.header,
        ...(before.note === undefined ? {} : { ':noteHeader': before.note.header }),
        ...(note === undefined ? {} : { ':note': noteAttribute(note) }),
      }),
    });
  }

  escalation(key: GrantKey, at: Date): DynamoDbMutation {
    return this.#update(key, {
      UpdateExpression: 'SET escalated_at = :at REMOVE escalation',
      ConditionExpression: 'attribute_exists(escalation)',
      ExpressionAttributeValues: marshall({ ':at': at.toISOString() }),
    });
  }

  #update(
    { covered_entity_id, id }: GrantKey,
    update: Omit<NonNullable<DynamoDbMutation['items'][number]['Update']>, 'TableName' | 'Key'>,
  ): DynamoDbMutation {
    const Key = grantKey(covered_entity_id, id);
    return new DynamoDbMutation([{ Update: { TableName: this.#tableName, Key, ...update } }]);
  }
}
