import { randomBytes, randomUUID } from 'node:crypto';
import { physicalTableName } from '../../../infra/local/local-resources';
import { DynamoDbBreachAssessments } from '../../../shared/adapters/aws/dynamodb-breach-assessments';
import { DynamoDbChanges } from '../../../shared/adapters/aws/dynamodb-changes';
import { MemoryBreachAssessments } from '../../../shared/adapters/memory/memory-breach-assessments';
import { MemoryChanges } from '../../../shared/adapters/memory/memory-changes';
import { type BreachAssessment, newAssessment, NOTIFICATION_MS } from '../../../shared/domain/breach-assessment';
import { timeOrderedUuid } from '../../../shared/domain/emergency-grant';
import type { BreachAssessments } from '../../../shared/ports/breach-assessments';
import type { Changes } from '../../../shared/ports/changes';
import { newTree } from '../../support/audit-events';
import { AwsEngines } from '../../support/aws-engines';
import { after, MINUTE, NOON } from '../../support/movable-clock';
import { PATIENT, USER } from '../../support/synthetic-parties';

interface Subject {
  readonly assessments: BreachAssessments;
  readonly changes: Changes;
  readonly engines?: AwsEngines;
}

const memory = (): Promise<Subject> =>
  Promise.resolve({ assessments: new MemoryBreachAssessments(), changes: new MemoryChanges() });

const aws = async (): Promise<Subject> => {
  const engines = await AwsEngines.start();
  const assessments = new DynamoDbBreachAssessments(engines.dynamoDb, physicalTableName('breach-assessments'));
  return { assessments, changes: new DynamoDbChanges(engines.dynamoDb), engines };
};

const assessmentAt = (covered_entity_id: string, at: Date): BreachAssessment =>
  newAssessment(
    {
      id: timeOrderedUuid(at, randomBytes(10)),
      covered_entity_id,
      patient_id: PATIENT,
      user_id: USER,
      grant_id: randomUUID(),
    },
    at,
  );

const DECISION = {
  decision: 'low_probability',
  factors: { nature_extent: 'low', unauthorized_person: 'low', acquired_or_viewed: 'high', mitigation: 'medium' },
  decided_by: randomUUID(),
  decided_at: NOON.toISOString(),
} as const;
const DUE = after(NOON, NOTIFICATION_MS);

describe.each([
  ['in memory', memory],
  ['in DynamoDB', aws],
])('164.402: the store of breach assessments %s', (_, open) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.engines?.close());

  /** Puts an assessment on file. */
  const filed = async (assessment: BreachAssessment): Promise<BreachAssessment> => {
    expect(await subject.changes.apply([subject.assessments.creation(assessment)])).toBe('committed');
    return assessment;
  };

  it('gives an assessment back as it was stored, within its entity', async () => {
    const assessment = await filed(assessmentAt(newTree(), NOON));
    expect(await subject.assessments.find(assessment.covered_entity_id, assessment.id)).toEqual(assessment);
    expect(await subject.assessments.find(newTree(), assessment.id)).toBeUndefined();
  });

  it('gives an id to one assessment alone', async () => {
    const assessment = await filed(assessmentAt(newTree(), NOON));
    const other = { ...assessment, grant_id: randomUUID() };
    expect(await subject.changes.apply([subject.assessments.creation(other)])).toBe('conflict');
  });

  it.each([
    ['with a document', { ...DECISION, document_hash: 'ab'.repeat(32) }],
    ['without', DECISION],
  ])('takes one decision, %s', async (__, decision) => {
    const assessment = await filed(assessmentAt(newTree(), NOON));
    const decide = () => subject.changes.apply([subject.assessments.deciding(assessment, decision)]);
    expect(await decide()).toBe('committed');
    expect(await decide()).toBe('conflict');
    const found = await subject.assessments.find(assessment.covered_entity_id, assessment.id);
    expect(found).toEqual({ ...assessment, decision });
  });

  it('lists an entity’s assessments, newest first, page by page', async () => {
    const tree = newTree();
    const ids: string[] = [];
    for (const minutes of [0, 1, 2, 3, 4]) {
      ids.unshift((await filed(assessmentAt(tree, after(NOON, minutes * MINUTE)))).id);
    }
    await filed(assessmentAt(newTree(), NOON));
    const listed: string[] = [];
    let before: string | undefined;
    do {
      const page = await subject.assessments.page(tree, before, 2);
      expect(page.assessments.length).toBeLessThanOrEqual(2);
      listed.push(...page.assessments.map(({ id }) => id));
      before = page.next;
    } while (before !== undefined);
    expect(listed).toEqual(ids);
  });

  it('escalates an overdue assessment once, and none that is decided', async () => {
    const tree = newTree();
    const [open_, decided] = [await filed(assessmentAt(tree, NOON)), await filed(assessmentAt(tree, NOON))];
    await subject.changes.apply([subject.assessments.deciding(decided, DECISION)]);
    const due = async (now: Date) =>
      (await subject.assessments.toEscalate(now, 100))
        .filter((each) => each.covered_entity_id === tree)
        .map(({ id }) => id);
    expect(await due(after(DUE, -1))).toEqual([]);
    expect(await due(DUE)).toEqual([open_.id]);
    const escalation = () => subject.changes.apply([subject.assessments.escalation(open_, DUE)]);
    expect(await escalation()).toBe('committed');
    expect(await escalation()).toBe('conflict');
    expect(await due(DUE)).toEqual([]);
    expect(await subject.changes.apply([subject.assessments.escalation(decided, DUE)])).toBe('conflict');
    expect((await subject.assessments.find(tree, open_.id))?.escalated_at).toBe(DUE.toISOString());
  });
});
