import { startDynamoDb } from '../../../infra/local/engines/dynamodb/start-dynamodb';
import { FaultRegistry } from '../../../infra/local/engines/faults/fault-registry';
import { createTables } from '../../../infra/local/create-tables';
import { appendOnlyTables, logicalTableName } from '../../../infra/local/local-resources';
import { dynamoDbClient, kmsClient } from '../../../shared/adapters/aws/clients';
import { DynamoDbAuditInspection } from '../../../shared/adapters/aws/dynamodb-audit-inspection';
import { DynamoDbAuditTrail } from '../../../shared/adapters/aws/dynamodb-audit-trail';
import { KmsKeyInspection } from '../../../shared/adapters/aws/kms-key-inspection';
import { auditEvent } from '../../../shared/application/call';
import { APPEND_ONLY_DENIED_ACTIONS } from '../../../shared/config/tables';
import { AwsEngines, auditTables } from '../../support/aws-engines';
import { MemoryCustody, phiCall } from '../../support/memory-custody';

const TABLE = {
  name: auditTables.audit,
  arn: `arn:aws:dynamodb:us-east-1:000000000000:table/${auditTables.audit}`,
  deniedActions: APPEND_ONLY_DENIED_ACTIONS,
};
const newEvent = () => auditEvent(phiCall(), { outcome: 'success', status_code: 200 }, new MemoryCustody());

/** The engine, with the append-only tables protected or not. */
const open = async (protectedTables: ReadonlySet<string>) => {
  const engines = await AwsEngines.start();
  const engine = await startDynamoDb({
    faults: new FaultRegistry(),
    logicalTableName,
    appendOnlyTables: protectedTables,
  });
  await createTables(engine.upstreamUrl, '');
  process.env.AWS_ENDPOINT_URL_DYNAMODB = engine.url;
  const client = dynamoDbClient();
  return {
    engines,
    trail: new DynamoDbAuditTrail(client, auditTables),
    inspection: new DynamoDbAuditInspection(client, TABLE),
    close: async () => {
      client.destroy();
      await engine.close();
      await engines.close();
    },
  };
};

describe.each([
  ['protected', appendOnlyTables, 'denied'],
  ['not protected', new Set<string>(), 'not-denied'],
] as const)('164.312(c)(1) integrity: an audit table that is %s', (_, protectedTables, verdict) => {
  let subject: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => {
    subject = await open(protectedTables);
  });
  afterAll(() => subject.close());

  it.each(['update', 'delete'] as const)(
    `says of an attempted %s: ${verdict}; and the event is unharmed`,
    async (change) => {
      const event = newEvent();
      await subject.trail.record([event]);
      expect(await subject.inspection.attempt(change, event)).toBe(verdict);
      expect(await subject.inspection.holds(event)).toBe(true);
    },
  );

  it('makes no event by trying to change one that is not there', async () => {
    const event = newEvent();
    expect(await subject.inspection.attempt('update', event)).toBe(verdict);
    expect(await subject.inspection.holds(event)).toBe(false);
  });

  it('tells an event from another one under its id', async () => {
    const event = newEvent();
    await subject.trail.record([event]);
    expect(await subject.inspection.holds({ ...event, status_code: 500 })).toBe(false);
  });
});

describe('164.312(a)(2)(iv): the key that wraps tenant keys', () => {
  it('is unavailable, not fit, when KMS says so or does not know it', async () => {
    const engines = await AwsEngines.start();
    const kms = kmsClient();
    const known = new KmsKeyInspection(kms, engines.keyArn);
    expect([await known.state(), await known.rotationDays()]).toEqual(['Enabled', 365]);
    const unknown = new KmsKeyInspection(kms, `${engines.keyArn.slice(0, -4)}0000`);
    const unavailable = { name: 'DependencyUnavailableError', dependency: 'kms' };
    await expect(unknown.state()).rejects.toMatchObject(unavailable);
    engines.fail({ service: 'kms', operation: '*', error: 'AccessDeniedException' });
    await expect(known.rotationDays()).rejects.toMatchObject(unavailable);
    kms.destroy();
    await engines.close();
  });
});
