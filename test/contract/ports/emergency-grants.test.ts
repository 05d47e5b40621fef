import { randomBytes, randomUUID } from 'node:crypto';
import { physicalTableName } from '../../../infra/local/local-resources';
import { DynamoDbChanges } from '../../../shared/adapters/aws/dynamodb-changes';
import { DynamoDbEmergencyGrants } from '../../../shared/adapters/aws/dynamodb-emergency-grants';
import { MemoryChanges } from '../../../shared/adapters/memory/memory-changes';
import { MemoryEmergencyGrants } from '../../../shared/adapters/memory/memory-emergency-grants';
import { GRANT_MS, newGrant, REVIEW_MS, timeOrderedUuid } from '../../../shared/domain/emergency-grant';
import type { Changes } from '../../../shared/ports/changes';
import type { EmergencyGrants, StoredGrant } from '../../../shared/ports/emergency-grants';
import { newTree } from '../../support/audit-events';
import { AwsEngines } from '../../support/aws-engines';
import { after, MINUTE, NOON } from '../../support/movable-clock';
import { PATIENT, USER } from '../../support/synthetic-parties';

interface Subject {
  readonly grants: EmergencyGrants;
  readonly changes: Changes;
  readonly engines?: AwsEngines;
}

const memory = (): Promise<Subject> =>
  Promise.resolve({ grants: new MemoryEmergencyGrants(), changes: new MemoryChanges() });

const aws = async (): Promise<Subject> => {
  const engines = await AwsEngines.start();
  const grants = new DynamoDbEmergencyGrants(engines.dynamoDb, physicalTableName('emergency-grants'));
  return { grants, changes: new DynamoDbChanges(engines.dynamoDb), engines };
};

const grantAt = (covered_entity_id: string, at: Date, changes: Partial<StoredGrant> = {}): StoredGrant => ({
  ...newGrant(
    {
      id: timeOrderedUuid(at, randomBytes(10)),
      covered_entity_id,
      patient_id: PATIENT,
      user_id: USER,
      reason: 'disaster',
      overdue_reviews: 0,
    },
    at,
  ),
  justification: {
    header: randomBytes(40),
    fields: new Map([
      ['justification', randomBytes(50)],
      ['salt', randomBytes(50)],
    ]),
  },
  ...changes,
});

const VERDICT = { verdict: 'justified', reviewed_by: randomUUID(), reviewed_at: NOON.toISOString() } as const;
const NOTE = { header: randomBytes(40), fields: new Map([['note', randomBytes(60)] as const]) };
const BEFORE_END = after(NOON, GRANT_MS - 1);
const OVERDUE = after(NOON, REVIEW_MS);

describe.each([
  ['in memory', memory],
  ['in DynamoDB', aws],
])('164.312(a)(2)(ii): the store of emergency grants %s', (_, open) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.engines?.close());

  /** Puts a grant on file. */
  const filed = async (grant: StoredGrant): Promise<StoredGrant> => {
    expect(await subject.changes.apply([subject.grants.creation(grant)])).toBe('committed');
    return grant;
  };

  it('gives a grant back as it was stored, within its entity', async () => {
    const grant = await filed(grantAt(newTree(), NOON));
    expect(await subject.grants.find(grant.covered_entity_id, grant.id)).toEqual(grant);
    expect(await subject.grants.find(newTree(), grant.id)).toBeUndefined();
  });

  it('gives an id to one grant alone', async () => {
    const grant = await filed(grantAt(newTree(), NOON));
    const other = { ...grant, reason: 'other' } as const;
    expect(await subject.changes.apply([subject.grants.creation(other)])).toBe('conflict');
    expect(await subject.grants.find(grant.covered_entity_id, grant.id)).toEqual(grant);
  });

  it('opens a record to one user, for one patient, until the end or the verdict', async () => {
    const grant = await filed(grantAt(newTree(), NOON));
    const { covered_entity_id } = grant;
    const at = { covered_entity_id, patient_id: PATIENT, user_id: USER };
    expect(await subject.grants.openFor(at, BEFORE_END)).toMatchObject({ id: grant.id });
    expect(await subject.grants.openFor(at, after(NOON, GRANT_MS))).toBeUndefined();
    for (const other of [{ patient_id: randomUUID() }, { user_id: randomUUID() }, { covered_entity_id: newTree() }]) {
      expect(await subject.grants.openFor({ ...at, ...other }, BEFORE_END)).toBeUndefined();
    }
    await subject.changes.apply([subject.grants.review(grant, VERDICT, undefined)]);
    expect(await subject.grants.openFor(at, BEFORE_END)).toBeUndefined();
  });

  it('takes one verdict, with its note', async () => {
    const grant = await filed(grantAt(newTree(), NOON));
    expect(await subject.changes.apply([subject.grants.review(grant, VERDICT, NOTE)])).toBe('committed');
    const second = { ...VERDICT, verdict: 'unjustified' } as const;
    expect(await subject.changes.apply([subject.grants.review(grant, second, undefined)])).toBe('conflict');
    const found = await subject.grants.find(grant.covered_entity_id, grant.id);
    expect(found).toEqual({ ...grant, review: VERDICT, note: NOTE });
    const unknown = { ...grant, id: randomUUID() };
    expect(await subject.changes.apply([subject.grants.review(unknown, VERDICT, undefined)])).toBe('conflict');
  });

  it('lists an entity’s grants, newest first, page by page', async () => {
    const tree = newTree();
    const ids: string[] = [];
    for (const minutes of [0, 1, 2, 3, 4]) {
      ids.unshift((await filed(grantAt(tree, after(NOON, minutes * MINUTE)))).id);
    }
    await filed(grantAt(newTree(), NOON));
    const listed: string[] = [];
    let before: string | undefined;
    do {
      const page = await subject.grants.page(tree, before, 2);
      expect(page.grants.length).toBeLessThanOrEqual(2);
      listed.push(...page.grants.map(({ id }) => id));
      before = page.next;
    } while (before !== undefined);
    expect(listed).toEqual(ids);
  });

  it('counts a clinician’s overdue reviews, until each has its verdict', async () => {
    const tree = newTree();
    const grant = await filed(grantAt(tree, NOON));
    await filed(grantAt(tree, after(NOON, MINUTE)));
    await filed(grantAt(tree, NOON, { user_id: randomUUID() }));
    const overdue = (now: Date) => subject.grants.overdueOf(tree, USER, now);
    expect(await overdue(after(OVERDUE, -1))).toBe(0);
    expect(await overdue(OVERDUE)).toBe(1);
    expect(await overdue(after(OVERDUE, MINUTE))).toBe(2);
    await subject.changes.apply([subject.grants.review(grant, VERDICT, undefined)]);
    expect(await overdue(after(OVERDUE, MINUTE))).toBe(1);
  });

  it('escalates an overdue review once, and none that has its verdict', async () => {
    const tree = newTree();
    const [grant, reviewed] = [await filed(grantAt(tree, NOON)), await filed(grantAt(tree, NOON))];
    await subject.changes.apply([subject.grants.review(reviewed, VERDICT, undefined)]);
    const due = async (now: Date) =>
      (await subject.grants.toEscalate(now, 100)).filter((each) => each.covered_entity_id === tree).map(({ id }) => id);
    expect(await due(after(OVERDUE, -1))).toEqual([]);
    expect(await due(OVERDUE)).toEqual([grant.id]);
    const escalation = () => subject.changes.apply([subject.grants.escalation(grant, OVERDUE)]);
    expect(await escalation()).toBe('committed');
    expect(await escalation()).toBe('conflict');
    expect(await due(OVERDUE)).toEqual([]);
    expect(await subject.changes.apply([subject.grants.escalation(reviewed, OVERDUE)])).toBe('conflict');
    const found = await subject.grants.find(tree, grant.id);
    expect(found?.escalated_at).toBe(OVERDUE.toISOString());
  });
});

describe('RELIABILITY 5, 6: changes without their event, in DynamoDB', () => {
  let engines: AwsEngines;
  let grants: DynamoDbEmergencyGrants;
  beforeAll(async () => {
    engines = await AwsEngines.start();
    grants = new DynamoDbEmergencyGrants(engines.dynamoDb, physicalTableName('emergency-grants'));
  });
  afterEach(() => engines.heal());
  afterAll(() => engines.close());

  const apply = (...made: readonly StoredGrant[]) =>
    new DynamoDbChanges(engines.dynamoDb).apply(made.map((grant) => grants.creation(grant)));

  it('finds changes done that an earlier transaction made', async () => {
    const [one, other] = [grantAt(newTree(), NOON), grantAt(newTree(), NOON)];
    expect(await apply(one, other)).toBe('committed');
    expect(await apply(one, other)).toBe('committed');
  });

  it('is in conflict where one item of several is another’s, and does none', async () => {
    const [one, other] = [grantAt(newTree(), NOON), grantAt(newTree(), NOON)];
    await apply({ ...one, reason: 'other' });
    expect(await apply(other, one)).toBe('conflict');
    expect(await grants.find(other.covered_entity_id, other.id)).toBeUndefined();
  });

  it('survives a lost reply, and fails when the table refuses', async () => {
    const grant = grantAt(newTree(), NOON);
    engines.fail({ service: 'dynamodb', operation: 'TransactWriteItems', error: 'lost_reply', count: 1 });
    expect(await apply(grant)).toBe('committed');
    engines.fail({ service: 'dynamodb', operation: '*', error: 'AccessDeniedException' });
    const unavailable = { name: 'DependencyUnavailableError', dependency: 'emergency' };
    await expect(apply(grantAt(newTree(), NOON))).rejects.toMatchObject(unavailable);
  });
});
