import { createHash, randomUUID } from 'node:crypto';
import { kmsClient } from '../../shared/adapters/aws/clients';
import { DynamoDbAuditTrail } from '../../shared/adapters/aws/dynamodb-audit-trail';
import { DynamoDbTenantKeyStore } from '../../shared/adapters/aws/dynamodb-tenant-key-store';
import { KmsKeyWrapping } from '../../shared/adapters/aws/kms-key-wrapping';
import { systemClock, systemRandomness } from '../../shared/adapters/aws/system-sources';
import { TenantKeyring } from '../../shared/application/tenant-keyring';
import { openDisclosure, type SealedDisclosure } from '../../shared/crypto/disclosure-envelope';
import { parseHeader } from '../../shared/crypto/record-envelope';
import { AuditEventSchema } from '../../shared/domain/audit-event';
import { revealPlaintext } from '../../shared/domain/plaintext';
import { physicalTableName } from '../../infra/local/local-resources';
import { problemCode } from '../support/api-problem';
import { readWholeLog } from '../support/audit-log';
import { type LocalStack, startLocalStack } from '../support/local-stack';
import { disclosureOf, entryOf, PLANTED, report } from '../support/manual-entries';
import { disclosureStore, rawClient, rawItems, textOf } from '../support/raw-table';

let stack: LocalStack;
let admin: string;

beforeAll(async () => {
  stack = await startLocalStack({ background: false });
  admin = await stack.token('admin@demo.test');
});
afterEach(() => stack.faults.clear());
afterAll(() => stack.stop());

const recordsOf = async (patientId: string) =>
  (await rawItems(stack, 'disclosures')).filter((item) => item.patient_id?.S === patientId);

/** A keyring over the stack's own stores, as another function would have it. */
const keyring = (keyArn: string): TenantKeyring => {
  Object.assign(process.env, {
    AWS_REGION: stack.ready.region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_KMS: stack.environment.AWS_ENDPOINT_URL_KMS,
  });
  const client = rawClient(stack);
  return new TenantKeyring({
    keys: new DynamoDbTenantKeyStore(client, physicalTableName('keys')),
    wrapping: new KmsKeyWrapping(kmsClient(), keyArn),
    audit: new DynamoDbAuditTrail(client, {
      audit: physicalTableName('audit'),
      auditDays: physicalTableName('audit-days'),
    }),
    clock: systemClock,
    randomness: systemRandomness,
    retentionYears: 6,
  });
};

const opened = async (record: SealedDisclosure, region = 'us-east-1') => {
  const header = parseHeader(record.sealed.header);
  if (header === undefined) return undefined;
  const key = await keyring('alias/phiducia-local-phi').openingKey(
    stack.ready.covered_entities.a,
    header.keyId,
    header.salt,
  );
  const texts = key && openDisclosure(record, region, key.derived);
  return texts && Object.fromEntries([...texts].map(([name, box]) => [name, revealPlaintext(box)]));
};

describe('164.528 accounting of disclosures: the record', () => {
  const reported = async () => {
    const entry = entryOf({ occurred_at: '2026-03-01T12:00:00Z', disclosure: disclosureOf() });
    const event = AuditEventSchema.parse((await report(stack, admin, entry)).json);
    const record = await disclosureStore(stack).find(event.covered_entity_id, event.disclosure?.id ?? '');
    if (record === undefined) throw new Error('no record');
    return { entry, event, record };
  };

  it('opens again to what was said, under its event, patient, date, and basis', async () => {
    const { entry, event, record } = await reported();
    expect(record.facts).toEqual({
      id: event.disclosure?.id,
      covered_entity_id: stack.ready.covered_entities.a,
      patient_id: entry.patient_id,
      event_id: event.id,
      disclosed_at: '2026-03-01T12:00:00.000Z',
      recorded_at: event.recorded_at,
      basis: '164.512(d)',
      version: 1,
    });
    expect(await opened(record)).toEqual({
      recipient_name: 'Agnes Quillfeather',
      recipient_address: '7 Marrowmoor Lane, Exampleton',
      description: 'Report of Zyxwitis',
      purpose_statement: 'Asked for by the Ombudsperson',
      salt: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect((await recordsOf(entry.patient_id))[0]?.patient_pk?.S).toBe(
      `${event.covered_entity_id}#${entry.patient_id}`,
    );
  });

  it('matches the salted SHA-256 in its event, and no other record’s', async () => {
    const { event, record } = await reported();
    const { salt = '', ...texts } = (await opened(record)) ?? {};
    const { facts } = record;
    const pieces = [
      ...['phi.v1', 'disclosure', facts.covered_entity_id, facts.id, facts.patient_id, facts.event_id],
      ...[facts.disclosed_at, facts.recorded_at, facts.basis],
      // In the order of the definition; a stored map keeps none.
      ...['recipient_name', 'recipient_address', 'description', 'purpose_statement'].flatMap((name) => [
        name,
        texts[name] ?? '',
      ]),
    ];
    // The encoding once more, by its definition alone: the count, then each piece after its length, little-endian.
    const length = (value: number): Buffer => {
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64LE(BigInt(value));
      return bytes;
    };
    const encoded = pieces.flatMap((piece) => [length(Buffer.byteLength(piece)), Buffer.from(piece)]);
    const hash = createHash('sha256').update(
      Buffer.concat([Buffer.from(salt, 'hex'), length(pieces.length), ...encoded]),
    );
    expect(event.disclosure?.hash).toBe(hash.digest('hex'));
    expect((await reported()).event.disclosure?.hash).not.toBe(event.disclosure?.hash);
  });

  it.each([
    ['another patient', { patient_id: randomUUID() }],
    ['another date', { disclosed_at: '2026-03-02T12:00:00.000Z' }],
    ['another basis', { basis: '164.506' }],
    ['another event', { event_id: '01BX5ZZKBKACTAV9WEVGEMMVRZ' }],
    ['another id', { id: randomUUID() }],
    ['another version', { version: 2 }],
    ['another time of record', { recorded_at: '2020-01-01T00:00:00.000Z' }],
  ] as const)('does not open under %s', async (_, changes) => {
    const { record } = await reported();
    expect(await opened({ ...record, facts: { ...record.facts, ...changes } })).toBeUndefined();
  });

  it('does not open in another Region, or with a field taken away', async () => {
    const { record } = await reported();
    expect(await opened(record, 'us-west-2')).toBeUndefined();
    const fields = new Map(record.sealed.fields);
    fields.delete('recipient_address');
    expect(await opened({ ...record, sealed: { ...record.sealed, fields } })).toBeUndefined();
  });
});

describe('guarantee 5: the texts of a disclosure stand nowhere but sealed in its record', () => {
  it('not in logs, events, idempotency rows, or the raw table of disclosures', async () => {
    await report(stack, admin, entryOf({ disclosure: disclosureOf() }), randomUUID());
    await report(stack, admin, entryOf({ disclosure: disclosureOf({ basis: 'Quillfeather' }) }));
    await report(stack, admin, entryOf({ disclosure: disclosureOf(), patient_id: 'Quillfeather' }));
    const tables = ['audit', 'audit-days', 'disclosures', 'idempotency'] as const;
    const raw = await Promise.all(tables.map(async (table) => textOf(await rawItems(stack, table))));
    const places = [...raw, stack.logText(), JSON.stringify(await readWholeLog(stack, admin))];
    expect(raw.every((text) => text.length > 2)).toBe(true);
    for (const planted of PLANTED) {
      for (const place of places) expect(place).not.toContain(planted);
      for (const place of places) expect(place).not.toContain(Buffer.from(planted).toString('base64').slice(0, -4));
    }
  });
});

describe('guarantee 1, no audit, no PHI: event and record are one transaction', () => {
  it.each([
    ['audit', 'AccessDeniedException'],
    ['audit', 'InternalServerError'],
    ['disclosures', 'AccessDeniedException'],
    ['keys', 'AccessDeniedException'],
  ] as const)('while the table %s refuses (%s): 503, no event of success, no record', async (table, error) => {
    // Keys are cached; a new instance must read them.
    if (table === 'keys') {
      await stack.restart();
      admin = await stack.token('admin@demo.test');
    }
    await stack.faults.add({ service: 'dynamodb', operation: '*', table, error, count: 0 });
    const entry = entryOf({ disclosure: disclosureOf() });
    const response = await report(stack, admin, entry, randomUUID());
    expect([response.status, problemCode(response)]).toEqual([503, 'service-unavailable']);
    await stack.faults.clear();
    expect(await recordsOf(entry.patient_id)).toEqual([]);
    const events = (await readWholeLog(stack, admin)).filter(({ patient_id }) => patient_id === entry.patient_id);
    expect(events.filter(({ outcome }) => outcome === 'success')).toEqual([]);
    expect((await report(stack, admin, entry)).status).toBe(201);
  });
});
