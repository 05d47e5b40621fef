import { randomInt, randomUUID } from 'node:crypto';
import { type AttributeValue, type DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { ulid } from 'ulidx';
import { physicalTableName } from '../../infra/local/local-resources';
import { certificateOf, type DestructionCertificate } from '../../shared/domain/key-destruction';
import type { LocalStack } from './local-stack';
import { rawClient } from './raw-table';

const withTable = async <T>(stack: LocalStack, use: (client: DynamoDBClient) => Promise<T>): Promise<T> => {
  const client = rawClient(stack);
  try {
    return await use(client);
  } finally {
    client.destroy();
  }
};

const keyOf = (covered_entity_id: string, keyId: string): Record<string, AttributeValue> =>
  marshall({ covered_entity_id, sk: `key#${keyId}` });

/** Removes a key's material from the table past the API, as somebody elsewhere might. */
export const destroyElsewhere = (stack: LocalStack, entity: string, keyId: string): Promise<unknown> =>
  withTable(stack, (client) =>
    client.send(
      new UpdateItemCommand({
        TableName: physicalTableName('keys'),
        Key: keyOf(entity, keyId),
        UpdateExpression: 'REMOVE #wrapped',
        ExpressionAttributeNames: { '#wrapped': 'wrapped' },
      }),
    ),
  );

/** Puts a key on file that was destroyed long ago, past the API, and beside the entity's own versions. */
export const storeDestroyedKey = async (stack: LocalStack, entity: string): Promise<DestructionCertificate> => {
  const [created_at, at] = [new Date('2026-01-01T00:00:00.000Z'), new Date('2026-02-01T00:00:00.000Z')];
  const [key_id, version] = [randomUUID(), randomInt(1000, 999_999_999)];
  const certificate = certificateOf({
    certificate_id: randomUUID(),
    key: { covered_entity_id: entity, key_id, version, created_at, material: 'present' },
    request: { requested_by: randomUUID(), requested_at: at.toISOString() },
    confirmed_by: randomUUID(),
    at,
    audit_event_id: ulid(at.getTime()),
  });
  const names = { ...keyOf(entity, key_id), ...marshall({ key_id, version, created_at: created_at.toISOString() }) };
  const Item = { ...names, ...marshall({ destroyed_at: at.toISOString(), certificate }) };
  await withTable(stack, (client) => client.send(new PutItemCommand({ TableName: physicalTableName('keys'), Item })));
  return certificate;
};
