import { createHash, randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDbAuditTrail } from '../../../shared/adapters/aws/dynamodb-audit-trail';
import { DynamoDbBaaRegistry } from '../../../shared/adapters/aws/dynamodb-baa-registry';
import { systemRandomness } from '../../../shared/adapters/aws/system-sources';
import type { Call } from '../../../shared/application/call';
import type { BaaTerms } from '../../../shared/application/baa-body';
import { fileBaa, type FileBaaDependencies } from '../../../shared/application/create-baa';
import { MINIMUM_RETENTION_YEARS } from '../../../shared/config/settings';
import { PHI_CATEGORIES } from '../../../shared/domain/phi-category';
import type { Engines } from '../engines/engines';
import { LOCAL_REGION, physicalTableName } from '../local-resources';
import { coveredEntities } from './covered-entities';

/** The demo user who puts the agreements on file. */
const SEEDED_BY = 'root@platform.test';

const DAY_MS = 24 * 3_600_000;
const EFFECTIVE_DAYS_AGO = 30;
const YEARS = 3;

interface Agreement {
  readonly coveredEntityId: string;
  readonly organization: string;
  readonly email: string;
}

const agreements: readonly Agreement[] = [
  { coveredEntityId: coveredEntities.a, organization: 'Demo Clinic', email: 'signatory@demo.test' },
  { coveredEntityId: coveredEntities.b, organization: 'Other Hospital', email: 'signatory@other.test' },
];

const utcDay = (instant: number): string => new Date(instant).toISOString().slice(0, 10);

const termsOf = ({ organization, email }: Agreement, now: Date): BaaTerms => ({
  organization_name: organization,
  signatory_name: 'Sam Synthetic',
  signatory_email: email,
  effective_date: utcDay(now.getTime() - EFFECTIVE_DAYS_AGO * DAY_MS),
  expiry_date: utcDay(now.getTime() + YEARS * 365 * DAY_MS),
  data_residency_region: LOCAL_REGION,
  phi_categories: PHI_CATEGORIES,
  signed_document_hash: createHash('sha256').update(`Demo agreement with ${organization}`).digest('hex'),
});

const callOf = ({ coveredEntityId }: Agreement, userId: string, now: Date): Call => ({
  request_id: randomUUID(),
  operation: 'createBaa',
  action: 'WRITE',
  resource_type: 'baa',
  actor: {
    user_id: userId,
    roles: ['admin'],
    session_id: randomUUID(),
    signed_in_at: now,
    tenancy: { kind: 'platform' },
  },
  tree: coveredEntityId,
  started_at: now,
  retention_years: MINIMUM_RETENTION_YEARS,
});

/** An active agreement for each covered entity that has none on file, through the use case, so with its audit event. */
export const seedBusinessAssociateAgreements = async (
  { dynamodb, cognito }: Pick<Engines, 'dynamodb' | 'cognito'>,
  now: () => Date,
): Promise<void> => {
  const userId = cognito.subs.get(SEEDED_BY);
  if (userId === undefined) throw new Error(`There is no user ${SEEDED_BY}.`);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: dynamodb.url, region: LOCAL_REGION, credentials });
  const tables = { audit: physicalTableName('audit'), auditDays: physicalTableName('audit-days') };
  const deps: FileBaaDependencies = {
    audit: new DynamoDbAuditTrail(client, tables),
    baas: new DynamoDbBaaRegistry(client, physicalTableName('baa')),
    clock: { now },
    randomness: systemRandomness,
  };
  try {
    for (const agreement of agreements) {
      const onFile = await deps.baas.agreementsOf(agreement.coveredEntityId);
      if (onFile.length === 0) await fileBaa(deps, callOf(agreement, userId, now()), termsOf(agreement, now()));
    }
  } finally {
    client.destroy();
  }
};
