import { randomBytes, randomUUID } from 'node:crypto';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { physicalTableName } from '../../../infra/local/local-resources';
import { DynamoDbAuditTrail } from '../../../shared/adapters/aws/dynamodb-audit-trail';
import { DynamoDbBiometricStore } from '../../../shared/adapters/aws/dynamodb-biometric-store';
import { MemoryAuditTrail } from '../../../shared/adapters/memory/memory-audit-trail';
import { MemoryBiometricStore } from '../../../shared/adapters/memory/memory-biometric-store';
import { newestFirst, type ReadingPosition } from '../../../shared/domain/biometric-reading';
import { BIOMETRIC_TYPES } from '../../../shared/domain/biometric-types';
import type { AuditTrail } from '../../../shared/ports/audit-trail';
import type { BiometricStore, ReadingsQuestion, StoredReading } from '../../../shared/ports/biometric-store';
import { DependencyUnavailableError, StoredRecordError } from '../../../shared/ports/errors';
import { eventAt, newTree } from '../../support/audit-events';
import { auditTables, AwsEngines } from '../../support/aws-engines';

interface Subject {
  readonly biometrics: BiometricStore;
  readonly trail: AuditTrail;
  readonly engines?: AwsEngines;
  close(): Promise<void>;
}

const memory = (): Promise<Subject> =>
  Promise.resolve({
    biometrics: new MemoryBiometricStore(),
    trail: new MemoryAuditTrail(),
    close: () => Promise.resolve(),
  });

const aws = async (): Promise<Subject> => {
  const engines = await AwsEngines.start();
  return {
    biometrics: new DynamoDbBiometricStore(engines.dynamoDb, physicalTableName('biometrics')),
    trail: new DynamoDbAuditTrail(engines.dynamoDb, auditTables),
    engines,
    close: () => engines.close(),
  };
};

const at = (second: number): string => new Date(Date.UTC(2026, 2, 4, 5, 6, second)).toISOString();

const readingOf = (covered_entity_id: string, changes: Partial<StoredReading> = {}): StoredReading => ({
  id: randomUUID(),
  covered_entity_id,
  patient_id: randomUUID(),
  data_type: 'heart_rate',
  timestamp: at(0),
  created_at: at(1),
  sealed: {
    header: new Uint8Array(randomBytes(65)),
    fields: new Map([['measurement', new Uint8Array(randomBytes(40))]]),
  },
  ...changes,
});

const plain = ({ sealed, ...facts }: StoredReading) => ({
  ...facts,
  header: Buffer.from(sealed.header).toString('hex'),
  fields: [...sealed.fields].map(([name, field]) => [name, Buffer.from(field).toString('hex')]),
});

describe.each([
  ['in memory', memory],
  ['in DynamoDB', aws],
])('readings of vital signs %s', (_, open) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  const commit = (reading: StoredReading) =>
    subject.trail.commit([subject.biometrics.creation(reading)], [eventAt(reading.covered_entity_id)], undefined);
  const filed = async (tree: string, changes: Partial<StoredReading> = {}): Promise<StoredReading> => {
    const reading = readingOf(tree, changes);
    expect(await commit(reading)).not.toBe('conflict');
    return reading;
  };
  /** All pages of a list, and how many there were. */
  const pages = async (question: Omit<ReadingsQuestion, 'before'>): Promise<readonly StoredReading[][]> => {
    const found: StoredReading[][] = [];
    let before: ReadingPosition | undefined;
    do {
      const page = await subject.biometrics.page({ ...question, ...(before === undefined ? {} : { before }) });
      found.push([...page.readings]);
      before = page.next;
    } while (before !== undefined);
    return found;
  };

  it('finds what was filed, byte for byte, and nothing of another entity, patient, type, or time', async () => {
    const tree = newTree();
    const reading = await filed(tree);
    const found = await subject.biometrics.find(reading);
    expect(found && plain(found)).toEqual(plain(reading));
    for (const change of [
      { covered_entity_id: newTree() },
      { patient_id: randomUUID() },
      { data_type: 'temperature' as const },
      { timestamp: at(1) },
      { id: randomUUID() },
    ]) {
      expect(await subject.biometrics.find({ ...reading, ...change })).toBeUndefined();
    }
  });

  it('takes an id once for each type and time, and keeps the first', async () => {
    const reading = await filed(newTree());
    const other = readingOf(reading.covered_entity_id, { ...reading, created_at: at(9) });
    expect(await commit(other)).toBe('conflict');
    expect((await subject.biometrics.find(reading))?.created_at).toBe(reading.created_at);
  });

  it('puts a reading that was sealed anew in the place of the one that was read, and of no other', async () => {
    const reading = await filed(newTree());
    const [resealed, late] = [1, 2].map(() => ({ ...reading, sealed: readingOf(reading.covered_entity_id).sealed }));
    if (resealed === undefined || late === undefined) throw new Error('no reading');
    const replace = (after: StoredReading) =>
      subject.trail.commit(
        [subject.biometrics.replacement(reading, after)],
        [eventAt(reading.covered_entity_id)],
        'ok',
      );
    expect(await replace(resealed)).not.toBe('conflict');
    expect(await replace(late)).toBe('conflict');
    const found = await subject.biometrics.find(reading);
    expect(found && plain(found)).toEqual(plain(resealed));
  });

  it('lists nothing of another entity, patient, or type', async () => {
    const tree = newTree();
    const { patient_id } = await filed(tree);
    const question = { covered_entity_id: tree, patient_id, data_types: BIOMETRIC_TYPES, limit: 5 };
    expect((await pages(question)).flat()).toHaveLength(1);
    for (const change of [
      { covered_entity_id: newTree() },
      { patient_id: randomUUID() },
      { data_types: ['temperature' as const] },
    ]) {
      expect((await pages({ ...question, ...change })).flat()).toEqual([]);
    }
  });

  it('lists what lies in a window, both ends within, and nothing where they are the wrong way round', async () => {
    const tree = newTree();
    const patient_id = randomUUID();
    for (const second of [1, 2, 3, 4]) await filed(tree, { patient_id, timestamp: at(second) });
    const times = async (from: number, to: number) => {
      const window = { from: at(from), to: at(to) };
      const question = { covered_entity_id: tree, patient_id, data_types: ['heart_rate' as const], limit: 9 };
      return (await pages({ ...question, ...window })).flat().map(({ timestamp }) => timestamp);
    };
    expect(await times(2, 3)).toEqual([at(3), at(2)]);
    expect(await times(4, 4)).toEqual([at(4)]);
    expect(await times(5, 9)).toEqual([]);
    expect(await times(3, 2)).toEqual([]);
  });

  it('lists any readings newest first, each once, in full pages, whatever types and times they share', async () => {
    const spot = fc.record({ second: fc.integer({ min: 0, max: 3 }), data_type: fc.constantFrom(...BIOMETRIC_TYPES) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(spot, { maxLength: 14 }),
        fc.subarray([...BIOMETRIC_TYPES], { minLength: 1 }),
        fc.integer({ min: 1, max: 5 }),
        async (spots, data_types, limit) => {
          const tree = newTree();
          const patient_id = randomUUID();
          const all: StoredReading[] = [];
          for (const { second, data_type } of spots) {
            all.push(await filed(tree, { patient_id, data_type, timestamp: at(second) }));
          }
          const listed = await pages({ covered_entity_id: tree, patient_id, data_types, limit });
          const expected = all.filter(({ data_type }) => data_types.includes(data_type)).sort(newestFirst);
          expect(listed.flat().map(plain)).toEqual(expected.map(plain));
          for (const page of listed.slice(0, -1)) expect(page).toHaveLength(limit);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('knows an item that nobody filed from a reading', async () => {
    const { engines } = subject;
    if (engines === undefined) return;
    const { covered_entity_id, patient_id } = readingOf(newTree());
    const Item = { series: { S: `${covered_entity_id}#${patient_id}#heart_rate` }, taken: { S: at(0) } };
    await engines.dynamoDb.send(new PutItemCommand({ TableName: physicalTableName('biometrics'), Item }));
    const question = { covered_entity_id, patient_id, data_types: BIOMETRIC_TYPES, limit: 5 };
    await expect(subject.biometrics.page(question)).rejects.toThrow(StoredRecordError);
  });

  it('is unavailable while the table is throttled', async () => {
    const { engines } = subject;
    if (engines === undefined) return;
    const reading = readingOf(newTree());
    engines.fail({ service: 'dynamodb', operation: '*', table: 'biometrics', error: 'ThrottlingException', count: 0 });
    const question = { ...reading, data_types: BIOMETRIC_TYPES, limit: 5 };
    await expect(subject.biometrics.find(reading)).rejects.toThrow(DependencyUnavailableError);
    await expect(subject.biometrics.page(question)).rejects.toThrow(DependencyUnavailableError);
    engines.heal();
  });
});
