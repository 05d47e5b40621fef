import { randomUUID } from 'node:crypto';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { physicalTableName } from '../../infra/local/local-resources';
import { DynamoDbAuditTrail } from '../../shared/adapters/aws/dynamodb-audit-trail';
import { DynamoDbBaaRegistry } from '../../shared/adapters/aws/dynamodb-baa-registry';
import { systemClock, systemRandomness } from '../../shared/adapters/aws/system-sources';
import { auditEvent, type Call } from '../../shared/application/call';
import type { BaaTerms } from '../../shared/application/baa-body';
import type { Baa } from '../../shared/domain/baa';
import type { LocalStack } from './local-stack';
import { rawClient } from './raw-table';

/** The terms of an agreement, as a request states them. */
export const baaTerms = (changes: Partial<BaaTerms> = {}): BaaTerms => ({
  organization_name: 'Synthetic Clinic',
  signatory_name: 'Sam Synthetic',
  signatory_email: 'sam@example.test',
  effective_date: '2020-01-01',
  expiry_date: '2099-12-31',
  data_residency_region: 'us-east-1',
  phi_categories: ['demographics', 'diagnosis', 'treatment', 'billing'],
  signed_document_hash: '0'.repeat(64),
  ...changes,
});

/** An agreement that is active now and covers everything, but for what is said otherwise. */
export const baaOf = (covered_entity_id: string, overrides: Partial<Baa> = {}): Baa => ({
  id: randomUUID(),
  covered_entity_id,
  ...baaTerms(),
  created_at: new Date().toISOString(),
  ...overrides,
});

const callFor = (tree: string): Call => ({
  request_id: randomUUID(),
  operation: 'createBaa',
  action: 'WRITE',
  resource_type: 'baa',
  actor: {
    user_id: randomUUID(),
    roles: ['admin'],
    session_id: randomUUID(),
    signed_in_at: new Date(),
    tenancy: { kind: 'platform' },
  },
  tree,
  started_at: new Date(),
  retention_years: 6,
});

/** Puts an agreement on file as the use case does, with its event, past the API, which deactivates none yet. */
export const storeBaa = async (stack: LocalStack, baa: Baa): Promise<void> => {
  const client = rawClient(stack);
  const tables = { audit: physicalTableName('audit'), auditDays: physicalTableName('audit-days') };
  const trail = new DynamoDbAuditTrail(client, tables);
  const registry = new DynamoDbBaaRegistry(client, physicalTableName('baa'));
  const sources = { clock: systemClock, randomness: systemRandomness };
  const event = auditEvent(callFor(baa.covered_entity_id), { outcome: 'success', status_code: 201 }, sources);
  expect(await trail.commit([registry.creation(baa)], [event], baa)).not.toBe('conflict');
  client.destroy();
};

/** Ends every agreement of an entity past the API. */
export const endAgreements = async (stack: LocalStack, entity: string): Promise<void> => {
  const client = rawClient(stack);
  const table = physicalTableName('baa');
  for (const { id } of await new DynamoDbBaaRegistry(client, table).agreementsOf(entity)) {
    await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { covered_entity_id: { S: entity }, id: { S: id } },
        UpdateExpression: 'SET deactivated_at = :now',
        ExpressionAttributeValues: { ':now': { S: new Date().toISOString() } },
      }),
    );
  }
  client.destroy();
};
