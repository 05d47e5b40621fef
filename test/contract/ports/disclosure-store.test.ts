import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { DynamoDbAuditTrail } from '../../../shared/adapters/aws/dynamodb-audit-trail';
import { DynamoDbDisclosureStore } from '../../../shared/adapters/aws/dynamodb-disclosure-store';
import { MemoryAuditTrail } from '../../../shared/adapters/memory/memory-audit-trail';
import { MemoryDisclosureStore } from '../../../shared/adapters/memory/memory-disclosure-store';
import { deriveKey } from '../../../shared/crypto/derived-key';
import {
  openDisclosure,
  resealDisclosure,
  type SealedDisclosure,
  sealDisclosure,
} from '../../../shared/crypto/disclosure-envelope';
import type { DisclosureTextName } from '../../../shared/domain/disclosure';
import { Plaintext, revealPlaintext } from '../../../shared/domain/plaintext';
import type { AuditTrail } from '../../../shared/ports/audit-trail';
import type { DisclosureStore } from '../../../shared/ports/disclosure-store';
import { physicalTableName } from '../../../infra/local/local-resources';
import { auditTables, AwsEngines } from '../../support/aws-engines';
import { eventAt, newTree } from '../../support/audit-events';
import { KEY_ID, PATIENT, REGION } from '../../support/synthetic-parties';

interface Subject {
  readonly store: DisclosureStore;
  readonly trail: AuditTrail;
  close(): Promise<void>;
}

const memory = (): Promise<Subject> =>
  Promise.resolve({
    store: new MemoryDisclosureStore(),
    trail: new MemoryAuditTrail(),
    close: () => Promise.resolve(),
  });

const aws = async (): Promise<Subject> => {
  const engines = await AwsEngines.start();
  return {
    store: new DynamoDbDisclosureStore(engines.dynamoDb, physicalTableName('disclosures')),
    trail: new DynamoDbAuditTrail(engines.dynamoDb, auditTables),
    close: () => engines.close(),
  };
};

const derived = deriveKey(createSecretKey(Buffer.alloc(32, 7)), Buffer.alloc(16, 9));

const recordOf = (covered_entity_id: string, texts: Partial<Record<DisclosureTextName, string>>): SealedDisclosure => {
  const facts = {
    id: randomUUID(),
    covered_entity_id,
    patient_id: PATIENT,
    event_id: '01BX5ZZKBKACTAV9WEVGEMMVRZ',
    disclosed_at: '2026-03-01T12:00:00.000Z',
    recorded_at: '2026-03-02T12:00:00.000Z',
    basis: '164.506',
    version: 1,
  } as const;
  const names = Object.keys(texts) as DisclosureTextName[];
  const boxes = new Map(names.map((name) => [name, Plaintext.of(texts[name] ?? '')]));
  const key = { keyId: KEY_ID, derived };
  return sealDisclosure(facts, boxes, { region: REGION, key, bytes: randomBytes }).record;
};

describe.each([
  ['in memory', memory],
  ['in DynamoDB', aws],
])('164.528 records of disclosures %s', (_, open) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  const file = (record: SealedDisclosure) =>
    subject.trail.commit([subject.store.creation(record)], [eventAt(record.facts.covered_entity_id)], 'body');
  const textsOf = (record: SealedDisclosure | undefined) => {
    const opened = record && openDisclosure(record, REGION, derived);
    return opened && [...opened].filter(([name]) => name !== 'salt').map(([name, box]) => [name, revealPlaintext(box)]);
  };

  it.each([
    ['the least', { recipient_name: 'A', description: 'B', request_document_hash: 'ab'.repeat(32) }],
    [
      'the most',
      {
        recipient_name: '名'.repeat(256),
        recipient_address: 'Ä'.repeat(512),
        description: '🩺'.repeat(1000),
        purpose_statement: 'x'.repeat(2000),
        request_document_hash: 'ab'.repeat(32),
      },
    ],
  ])('come back as they were put on file, and open: %s', async (__, texts) => {
    const record = recordOf(newTree(), texts);
    expect(await file(record)).not.toBe('conflict');
    const found = await subject.store.find(record.facts.covered_entity_id, record.facts.id);
    expect(found?.facts).toEqual(record.facts);
    expect(Object.fromEntries(textsOf(found) ?? [])).toEqual(texts);
  });

  it('are found under their own entity alone', async () => {
    const record = recordOf(newTree(), { recipient_name: 'A' });
    await file(record);
    expect(await subject.store.find(newTree(), record.facts.id)).toBeUndefined();
    expect(await subject.store.find(record.facts.covered_entity_id, randomUUID())).toBeUndefined();
  });

  it('are never overwritten: an id that is taken is a conflict', async () => {
    const record = recordOf(newTree(), { recipient_name: 'A' });
    await file(record);
    const other = recordOf(record.facts.covered_entity_id, { recipient_name: 'B' });
    expect(await file({ ...other, facts: { ...other.facts, id: record.facts.id } })).toBe('conflict');
    expect(textsOf(await subject.store.find(record.facts.covered_entity_id, record.facts.id))).toEqual([
      ['recipient_name', 'A'],
    ]);
  });

  it('are given page after page, and replaced by what was sealed anew of what was read alone', async () => {
    const tree = newTree();
    const records = Array.from({ length: 5 }, () => recordOf(tree, { description: 'synthetic' }));
    for (const record of records) await file(record);
    const first = await subject.store.page(tree, undefined, 3);
    const second = await subject.store.page(tree, first.next, 3);
    const ids = [...first.records, ...second.records].map(({ facts }) => facts.id);
    expect([ids, second.next]).toEqual([records.map(({ facts }) => facts.id).sort(), undefined]);

    const [record] = first.records;
    const fields = record && openDisclosure(record, REGION, derived);
    if (record === undefined || fields === undefined) throw new Error('no record');
    const other = deriveKey(createSecretKey(randomBytes(32)), randomBytes(16));
    const key = { keyId: randomUUID(), derived: other };
    const after = resealDisclosure(record.facts, fields, { region: REGION, key, bytes: randomBytes });
    const replace = () => subject.trail.commit([subject.store.replacement(record, after)], [eventAt(tree)], 'body');
    expect(await replace()).not.toBe('conflict');
    expect(await replace()).toBe('conflict');
    const found = await subject.store.find(tree, record.facts.id);
    const opened = found && openDisclosure(found, REGION, other);
    const texts = (map: typeof opened) => map && [...map].map(([name, box]) => [name, revealPlaintext(box)]).sort();
    expect(texts(opened)).toEqual(texts(fields));
  });
});
