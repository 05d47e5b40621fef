import fc from 'fast-check';
import { DynamoDbAuditLogReader } from '../../../shared/adapters/aws/dynamodb-audit-log-reader';
import { DynamoDbAuditTrail } from '../../../shared/adapters/aws/dynamodb-audit-trail';
import { MemoryAuditTrail } from '../../../shared/adapters/memory/memory-audit-trail';
import type { AuditEvent } from '../../../shared/domain/audit-event';
import type { AuditFilters } from '../../../shared/domain/audit-query';
import type { AuditLogReader } from '../../../shared/ports/audit-log-reader';
import type { AuditTrail } from '../../../shared/ports/audit-trail';
import { auditTables, AwsEngines } from '../../support/aws-engines';
import { eventAt, newTree } from '../../support/audit-events';
import { after, DAY, HOUR, MovableClock, NOON } from '../../support/movable-clock';
import { PATIENT, USER } from '../../support/synthetic-parties';

interface Subject {
  readonly trail: AuditTrail;
  readonly reader: AuditLogReader;
  readonly runs: number;
  close(): Promise<void>;
}

/** Random histories: `npm test` takes fewer of them; fast-check prints the seed of one that fails. */
const SHARE = process.env.PHIDUCIA_WHOLE_LOGS === '1' ? 1 : 2;

const memory = (): Promise<Subject> => {
  const trail = new MemoryAuditTrail();
  return Promise.resolve({ trail, reader: trail, runs: 200 / SHARE, close: () => Promise.resolve() });
};

const aws = (maxItems?: number) => async (): Promise<Subject> => {
  const engines = await AwsEngines.start();
  return {
    trail: new DynamoDbAuditTrail(engines.dynamoDb, auditTables),
    reader: new DynamoDbAuditLogReader(engines.dynamoDb, auditTables, new MovableClock(), maxItems),
    runs: 40 / SHARE,
    close: () => engines.close(),
  };
};

const OTHER_PATIENT = '44cc44dd-55ee-4f66-8a77-88bb99ccaadd';

/** Few values each, so that filters meet events. */
const attributes = {
  user_id: fc.constantFrom(USER, 'another-user'),
  patient_id: fc.constantFrom(PATIENT, OTHER_PATIENT),
  resource_type: fc.constantFrom('value', 'baa'),
  resource_id: fc.constantFrom('thing-1', 'thing-2'),
  action: fc.constantFrom<AuditEvent['action']>('READ', 'WRITE'),
  purpose: fc.constantFrom<NonNullable<AuditEvent['purpose']>>('treatment', 'legal'),
  outcome: fc.constantFrom<AuditEvent['outcome']>('success', 'denied'),
};

/** Half days, and a millisecond beside them: bounds and events meet on the same instants. Most lie in one busy day. */
const halfDays = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 1 }) },
  { weight: 1, arbitrary: fc.integer({ min: 2, max: 7 }) },
  { weight: 1, arbitrary: fc.integer({ min: 600, max: 604 }) },
);
const instant = fc
  .tuple(halfDays, fc.integer({ min: -1, max: 1 }))
  .map(([back, ms]) => after(NOON, ms - back * 12 * HOUR));

const changes = fc.record(attributes, { requiredKeys: ['user_id', 'resource_type', 'action', 'outcome'] });
const history = fc.array(fc.tuple(instant, changes), { maxLength: 20, size: 'max' });

const times = fc
  .tuple(fc.option(instant, { nil: undefined, freq: 1 }), fc.option(instant, { nil: undefined, freq: 1 }))
  .map(([from, to]) => (from !== undefined && to !== undefined && from > to ? { from: to, to: from } : { from, to }));
/** At most three attributes: more would pass hardly any event. */
const equals = fc
  .tuple(fc.record(attributes), fc.subarray(Object.keys(attributes), { maxLength: 3 }))
  .map(([values, names]) => Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name))));
const filters = fc
  .tuple(equals, times)
  .map(([some, { from, to }]): AuditFilters => ({ ...some, ...(from && { from }), ...(to && { to }) }));

/** What the filters mean, said a second time. */
const passes = (event: AuditEvent, { from, to, ...equals }: AuditFilters): boolean => {
  const at = Date.parse(event.recorded_at);
  if (from !== undefined && at < from.getTime()) return false;
  if (to !== undefined && at > to.getTime()) return false;
  return Object.entries(equals).every(([name, value]) => event[name as keyof AuditEvent] === value);
};

describe.each([
  ['in memory', memory],
  ['in DynamoDB', aws()],
  // Twelve items a read: every read stops in the middle of something.
  ['in DynamoDB, in small reads', aws(12)],
])('164.312(b) audit controls: the filtered audit log %s', (_, open) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  const readAll = async (tree: string, narrowed: AuditFilters, limit: number): Promise<readonly string[]> => {
    const ids: string[] = [];
    let before: string | undefined;
    for (let slices = 0; slices < 200; slices += 1) {
      const { events, next } = await subject.reader.read({ tree, filters: narrowed, before, limit });
      expect(events.length).toBeLessThanOrEqual(limit);
      ids.push(...events.map(({ id }) => id));
      if (next === undefined) return ids;
      before = next;
    }
    throw new Error('the list has no end');
  };

  it('lists every event that passes once and no other: any events, any filters, any size of page', async () => {
    await fc.assert(
      fc.asyncProperty(
        history,
        fc.array(filters, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 6 }),
        async (list, questions, limit) => {
          const tree = newTree();
          const events = list.map(([at, change]) => ({ ...eventAt(tree, at), patient_id: undefined, ...change }));
          const [first, ...rest] = events;
          if (first !== undefined) await subject.trail.record([first, ...rest]);
          for (const narrowed of questions) {
            const expected = events.filter((event) => passes(event, narrowed)).map(({ id }) => id);
            expect(await readAll(tree, narrowed, limit)).toEqual(expected.sort().reverse());
          }
        },
      ),
      { numRuns: subject.runs },
    );
  }, 120_000);

  it.each<readonly [string, AuditFilters]>([
    ['a patient', { patient_id: PATIENT }],
    ['a user', { user_id: USER }],
    ['days', { outcome: 'success' }],
  ])('shows one tree alone, by %s', async (__, narrowed) => {
    const [one, other] = [newTree(), newTree()];
    const event = eventAt(one);
    await subject.trail.record([event]);
    await subject.trail.record([eventAt(other)]);
    expect(await readAll(one, narrowed, 10)).toEqual([event.id]);
    expect(await readAll(newTree(), narrowed, 10)).toEqual([]);
  });

  it('is empty between bounds that are the wrong way round', async () => {
    const tree = newTree();
    await subject.trail.record([eventAt(tree)]);
    const reversed = { from: after(NOON, DAY), to: after(NOON, -DAY) };
    for (const narrowed of [reversed, { ...reversed, patient_id: PATIENT }]) {
      expect(await readAll(tree, narrowed, 10)).toEqual([]);
    }
  });
});
