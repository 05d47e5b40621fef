import { randomUUID } from 'node:crypto';
import { DynamoDbAuditLogReader } from '../../../shared/adapters/aws/dynamodb-audit-log-reader';
import { DynamoDbAuditTrail } from '../../../shared/adapters/aws/dynamodb-audit-trail';
import { DynamoDbBaaRegistry } from '../../../shared/adapters/aws/dynamodb-baa-registry';
import { DynamoDbDisclosureStore } from '../../../shared/adapters/aws/dynamodb-disclosure-store';
import { DynamoDbIdempotencyStore } from '../../../shared/adapters/aws/dynamodb-idempotency-store';
import { DynamoDbSessionStore } from '../../../shared/adapters/aws/dynamodb-session-store';
import { DynamoDbTenantKeyStore } from '../../../shared/adapters/aws/dynamodb-tenant-key-store';
import { withDeadline } from '../../../shared/adapters/aws/deadline';
import { physicalTableName } from '../../../infra/local/local-resources';
import { auditTables, AwsEngines } from '../../support/aws-engines';
import { eventAt, newTree } from '../../support/audit-events';
import { MovableClock, NOON } from '../../support/movable-clock';
import { agreement, KEY_ID, tenantAdmin } from '../../support/synthetic-parties';

describe('RELIABILITY row 5: the AWS adapters when an outcome is unknown', () => {
  let engines: AwsEngines;
  beforeAll(async () => {
    engines = await AwsEngines.start();
  });
  afterEach(() => {
    engines.heal();
  });
  afterAll(() => engines.close());

  const trail = () => new DynamoDbAuditTrail(engines.dynamoDb, auditTables);
  const baas = () => new DynamoDbBaaRegistry(engines.dynamoDb, physicalTableName('baa'));
  const eventsOf = async (tree: string) => {
    const reader = new DynamoDbAuditLogReader(engines.dynamoDb, auditTables, new MovableClock());
    return (await reader.read({ tree, limit: 100 })).events;
  };

  it('releases nothing when the reply to the event is lost; the log may show more than was seen, never less', async () => {
    const tree = newTree();
    engines.fail({ service: 'dynamodb', operation: 'PutItem', table: 'audit', error: 'lost_reply' });
    await expect(trail().answer([eventAt(tree)], 'body')).rejects.toMatchObject({ dependency: 'audit' });
    engines.heal();
    expect(await eventsOf(tree)).toHaveLength(1);
  });

  it('changes exactly once when the reply to a transaction is lost and it is repeated under its token', async () => {
    const tree = newTree();
    const baa = agreement({ id: randomUUID(), covered_entity_id: tree });
    engines.fail({
      service: 'dynamodb',
      operation: 'TransactWriteItems',
      table: 'audit',
      error: 'lost_reply',
      count: 1,
    });
    const outcome = await trail().commit([baas().creation(baa)], [eventAt(tree)], 'body');
    expect(outcome).toMatchObject({ body: 'body' });
    expect([await baas().agreementsOf(tree), (await eventsOf(tree)).length]).toEqual([[baa], 1]);
  });

  it.each(['audit', 'audit-days'])('leaves nothing behind when the table %s refuses', async (table) => {
    const tree = newTree();
    engines.fail({ service: 'dynamodb', operation: '*', table, error: 'ResourceNotFoundException' });
    await expect(trail().answer([eventAt(tree)], 'body')).rejects.toMatchObject({ dependency: 'audit' });
    engines.heal();
    expect(await eventsOf(tree)).toEqual([]);
  });

  it('ends within the deadline when a table does not answer', async () => {
    engines.fail({ service: 'dynamodb', operation: 'PutItem', table: 'audit', error: 'hang' });
    const writing = withDeadline(200, () => trail().answer([eventAt(newTree())], 'body'));
    await expect(writing).rejects.toMatchObject({ dependency: 'audit' });
  });

  const reads = [
    ['baa', 'Query', 'baa', () => baas().agreementsOf(newTree())],
    ['baa', 'Query', 'baa', () => baas().find(newTree(), randomUUID())],
    [
      'idempotency',
      'GetItem',
      'idempotency',
      () => new DynamoDbIdempotencyStore(engines.dynamoDb, physicalTableName('idempotency')).find('id', NOON),
    ],
    [
      'disclosures',
      'GetItem',
      'disclosures',
      () => new DynamoDbDisclosureStore(engines.dynamoDb, physicalTableName('disclosures')).find(newTree(), KEY_ID),
    ],
    [
      'sessions',
      'GetItem',
      'sessions',
      () => new DynamoDbSessionStore(engines.dynamoDb, physicalTableName('sessions')).read(tenantAdmin()),
    ],
    [
      'sessions',
      'UpdateItem',
      'sessions',
      () => new DynamoDbSessionStore(engines.dynamoDb, physicalTableName('sessions')).touch(tenantAdmin(), NOON),
    ],
    [
      'tenant-keys',
      'GetItem',
      'keys',
      () => new DynamoDbTenantKeyStore(engines.dynamoDb, physicalTableName('keys')).newest(newTree()),
    ],
    [
      'tenant-keys',
      'GetItem',
      'keys',
      () => new DynamoDbTenantKeyStore(engines.dynamoDb, physicalTableName('keys')).find(newTree(), KEY_ID),
    ],
    ['audit', 'Query', 'audit', () => eventsOf(newTree())],
    ['audit', 'Query', 'audit-days', () => eventsOf(newTree())],
  ] as const;

  it.each(reads)(
    '%s: %s on %s that fails is an unavailable dependency, after bounded retries',
    async (dependency, operation, table, read) => {
      const before = engines.callsOf(operation);
      engines.fail({ service: 'dynamodb', operation, table, error: 'InternalServerError' });
      await expect(read()).rejects.toMatchObject({ name: 'DependencyUnavailableError', dependency });
      expect(engines.callsOf(operation) - before).toBeLessThanOrEqual(3 * 7);
    },
  );
});
