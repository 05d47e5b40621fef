import { randomBytes, randomUUID } from 'node:crypto';
import { DynamoDbAuditTrail } from '../../../shared/adapters/aws/dynamodb-audit-trail';
import { DynamoDbCareTeams } from '../../../shared/adapters/aws/dynamodb-care-teams';
import { DynamoDbPatientStore } from '../../../shared/adapters/aws/dynamodb-patient-store';
import { MemoryAuditTrail } from '../../../shared/adapters/memory/memory-audit-trail';
import { MemoryCareTeams } from '../../../shared/adapters/memory/memory-care-teams';
import { MemoryPatientStore } from '../../../shared/adapters/memory/memory-patient-store';
import { physicalTableName } from '../../../infra/local/local-resources';
import { patientSummary } from '../../../shared/domain/patient';
import type { AuditTrail, Mutation } from '../../../shared/ports/audit-trail';
import type { CareTeams } from '../../../shared/ports/care-teams';
import { DependencyUnavailableError } from '../../../shared/ports/errors';
import type { PatientStore, StoredPatient } from '../../../shared/ports/patient-store';
import { eventAt, newTree } from '../../support/audit-events';
import { auditTables, AwsEngines } from '../../support/aws-engines';

interface Subject {
  readonly patients: PatientStore;
  readonly careTeams: CareTeams;
  readonly trail: AuditTrail;
  readonly engines?: AwsEngines;
  close(): Promise<void>;
}

const memory = (): Promise<Subject> =>
  Promise.resolve({
    patients: new MemoryPatientStore(),
    careTeams: new MemoryCareTeams(),
    trail: new MemoryAuditTrail(),
    close: () => Promise.resolve(),
  });

const aws = async (): Promise<Subject> => {
  const engines = await AwsEngines.start();
  const tables = { patients: physicalTableName('patients'), patientIndex: physicalTableName('patient-index') };
  return {
    patients: new DynamoDbPatientStore(engines.dynamoDb, tables),
    careTeams: new DynamoDbCareTeams(engines.dynamoDb, physicalTableName('care-teams')),
    trail: new DynamoDbAuditTrail(engines.dynamoDb, auditTables),
    engines,
    close: () => engines.close(),
  };
};

const AT = '2026-03-04T05:06:07.008Z';

const patientOf = (covered_entity_id: string, changes: Partial<StoredPatient> = {}): StoredPatient => ({
  id: randomUUID(),
  covered_entity_id,
  status: 'active',
  created_at: AT,
  updated_at: AT,
  version: 1,
  sealed: {
    header: new Uint8Array(randomBytes(65)),
    fields: new Map([['last_name', new Uint8Array(randomBytes(40))]]),
  },
  index: ['last_name:00ff', 'mrn:1234'],
  ...changes,
});

const plain = ({ sealed, ...facts }: StoredPatient) => ({
  ...facts,
  header: Buffer.from(sealed.header).toString('hex'),
  fields: [...sealed.fields].map(([name, field]) => [name, Buffer.from(field).toString('hex')]),
});

describe.each([
  ['in memory', memory],
  ['in DynamoDB', aws],
])('patients and care teams %s', (_, open) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  const commit = (tree: string, ...mutations: readonly Mutation[]) =>
    subject.trail.commit(mutations, [eventAt(tree)], undefined);
  const filed = async (tree: string, changes: Partial<StoredPatient> = {}): Promise<StoredPatient> => {
    const patient = patientOf(tree, changes);
    expect(await commit(tree, subject.patients.creation(patient))).not.toBe('conflict');
    return patient;
  };

  it('finds what was filed, byte for byte, and nothing of another entity', async () => {
    const tree = newTree();
    const patient = await filed(tree);
    const found = await subject.patients.find(tree, patient.id);
    expect(found && plain(found)).toEqual(plain(patient));
    expect(await subject.patients.find(newTree(), patient.id)).toBeUndefined();
    expect(await subject.patients.findAll(newTree(), [patient.id])).toEqual([]);
  });

  it('takes an id once', async () => {
    const tree = newTree();
    const patient = await filed(tree);
    expect(await commit(tree, subject.patients.creation(patientOf(tree, { id: patient.id })))).toBe('conflict');
  });

  it('replaces the version that was read, and of two writers refuses one', async () => {
    const tree = newTree();
    const first = await filed(tree);
    const next = patientOf(tree, { id: first.id, version: 2, index: ['mrn:1234', 'mrn:9999'] });
    expect(await commit(tree, subject.patients.replacement(first, next))).not.toBe('conflict');
    expect(await commit(tree, subject.patients.replacement(first, patientOf(tree, { id: first.id, version: 2 })))).toBe(
      'conflict',
    );
    expect((await subject.patients.find(tree, first.id))?.version).toBe(2);
  });

  it('refuses a replacement of a record that was sealed anew in the meantime, its version unchanged', async () => {
    const tree = newTree();
    const first = await filed(tree);
    const resealed = patientOf(tree, { id: first.id });
    expect(await commit(tree, subject.patients.replacement(first, resealed))).not.toBe('conflict');
    expect(await commit(tree, subject.patients.replacement(first, patientOf(tree, { id: first.id, version: 2 })))).toBe(
      'conflict',
    );
  });

  it('lists public views by id, page after page, each once', async () => {
    const tree = newTree();
    const all = await Promise.all(Array.from({ length: 7 }, () => filed(tree)));
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await subject.patients.summaries(tree, after, 3);
      seen.push(...page.patients.map(({ id }) => id));
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual(all.map(({ id }) => id).sort());
    const [patient] = all;
    expect(await subject.patients.summariesOf(tree, [patient?.id ?? '', randomUUID()])).toEqual(
      patient === undefined ? [] : [patientSummary(patient)],
    );
  });

  it('gives whole records by id, page after page, each once', async () => {
    const tree = newTree();
    const all = await Promise.all(Array.from({ length: 5 }, () => filed(tree)));
    const first = await subject.patients.page(tree, undefined, 3);
    const second = await subject.patients.page(tree, first.next, 3);
    const ids = [...first.patients, ...second.patients].map(({ id }) => id);
    expect(ids).toEqual(all.map(({ id }) => id).sort());
    expect([first.unreadable, second.unreadable, second.next]).toEqual([[], [], undefined]);
    const [patient] = first.patients;
    expect(patient && (await subject.patients.find(tree, patient.id))).toEqual(patient);
  });

  const indexedAt = async (tree: string, entry: string): Promise<readonly string[]> =>
    (await subject.patients.indexed(tree, entry, undefined, 100)).patient_ids;

  it('finds patients by their index entries, by id, page after page, within one entity', async () => {
    const tree = newTree();
    const all = await Promise.all(Array.from({ length: 5 }, () => filed(tree, { index: ['last_name:00ff'] })));
    const ids = all.map(({ id }) => id).sort();
    const first = await subject.patients.indexed(tree, 'last_name:00ff', undefined, 3);
    expect([first.patient_ids, first.next]).toEqual([ids.slice(0, 3), ids[2]]);
    const second = await subject.patients.indexed(tree, 'last_name:00ff', first.next, 3);
    expect([second.patient_ids, second.next]).toEqual([ids.slice(3), undefined]);
    expect(await indexedAt(tree, 'first_name:00ff')).toEqual([]);
    expect(await indexedAt(newTree(), 'last_name:00ff')).toEqual([]);
  });

  it('moves index entries with a change: the new ones lead to the patient, the old ones no longer', async () => {
    const tree = newTree();
    const first = await filed(tree, { index: ['last_name:0001', 'mrn:0001'] });
    const next = patientOf(tree, { id: first.id, version: 2, index: ['last_name:0002', 'mrn:0001'] });
    await commit(tree, subject.patients.replacement(first, next));
    const led = await Promise.all(['last_name:0001', 'last_name:0002', 'mrn:0001'].map((at) => indexedAt(tree, at)));
    expect(led).toEqual([[], [first.id], [first.id]]);
  });

  it('changes all twelve entries, and leaves them as they were where another write came between', async () => {
    const tree = newTree();
    const entries = (from: number) => Array.from({ length: 12 }, (_, n) => `last_name:${String(from + n)}`);
    const first = await filed(tree, { index: entries(1000) });
    const next = patientOf(tree, { id: first.id, version: 2, index: entries(2000) });
    expect(await commit(tree, subject.patients.replacement(first, next))).not.toBe('conflict');
    const late = patientOf(tree, { id: first.id, version: 2, index: entries(3000) });
    expect(await commit(tree, subject.patients.replacement(first, late))).toBe('conflict');
    expect(await indexedAt(tree, 'last_name:1000')).toEqual([]);
    expect(await indexedAt(tree, 'last_name:2011')).toEqual([first.id]);
    expect(await indexedAt(tree, 'last_name:3000')).toEqual([]);
  });

  it('knows who is on a care team, from the change on, within one entity', async () => {
    const tree = newTree();
    const member = { covered_entity_id: tree, patient_id: randomUUID(), user_id: randomUUID() };
    const isMember = () => subject.careTeams.isMember(tree, member.patient_id, member.user_id);
    expect(await isMember()).toBe(false);
    await commit(tree, subject.careTeams.removal(member));
    await commit(tree, subject.careTeams.admission({ ...member, since: AT }));
    await commit(tree, subject.careTeams.admission({ ...member, since: AT }));
    expect(await isMember()).toBe(true);
    expect(await subject.careTeams.isMember(newTree(), member.patient_id, member.user_id)).toBe(false);
    await commit(tree, subject.careTeams.removal(member));
    expect(await isMember()).toBe(false);
  });

  it('lists the patients of one user, page after page', async () => {
    const tree = newTree();
    const user_id = randomUUID();
    const ids = Array.from({ length: 5 }, () => randomUUID());
    for (const patient_id of ids) {
      await commit(tree, subject.careTeams.admission({ covered_entity_id: tree, patient_id, user_id, since: AT }));
    }
    const first = await subject.careTeams.patientsOf(tree, user_id, undefined, 3);
    const second = await subject.careTeams.patientsOf(tree, user_id, first.next, 3);
    expect([...first.patient_ids, ...second.patient_ids]).toEqual([...ids].sort());
    expect((await subject.careTeams.patientsOf(tree, randomUUID(), undefined, 3)).patient_ids).toEqual([]);
  });

  it.each(['patients', 'care-teams'])('is unavailable while the table %s is throttled', async (table) => {
    const { engines } = subject;
    if (engines === undefined) return;
    engines.fail({ service: 'dynamodb', operation: '*', table, error: 'ThrottlingException', count: 0 });
    const read =
      table === 'patients'
        ? subject.patients.find(newTree(), randomUUID())
        : subject.careTeams.isMember(newTree(), randomUUID(), randomUUID());
    await expect(read).rejects.toThrow(DependencyUnavailableError);
    engines.heal();
  });
});
